import { ResponseError, toError } from '@backstage/errors';
import { Command, Option } from 'commander';
import { exportAudit } from './auditExport';
import { collectCheckpoints } from './auditCheckpoints';
import { verifyAudit } from './auditVerify';
import { checkFlow } from './check';
import type { DocumentWords } from '../policy/document';
import { documentFlow } from './document';
import type { Io } from './io';

const CANNOT = 2;

/** Exit codes: 0 fine, 1 the answer is no, 2 it could not be found out. */
export function createProgram(io: Io, words: () => DocumentWords): Command {
  const run =
    <A extends unknown[]>(work: (io: Io, ...rest: A) => Promise<number>) =>
    async (...rest: A) => {
      try {
        io.exitCode = await work(io, ...rest);
      } catch (error) {
        io.stderr.write(`${sentenceOf(error)}\n`);
        io.exitCode = CANNOT;
      }
    };
  const program = new Command('release-flow').description(
    'Checks flows before they are merged, writes their documents, and verifies the audit of Release Flow offline',
  );
  portalOptions(
    program
      .command('check <file>')
      .description(
        'What a changed flow would break: bindings, gates, open promotions',
      )
      .option('--strict', 'also refuse dropped gates and void promotions')
      .option('--json', 'print the findings as JSON'),
  ).action(run(checkFlow));
  program
    .command('document <file>')
    .description('Write a flow as Markdown with Mermaid diagrams; offline')
    .option('--out <file>', 'where to write it, such as docs/release-flow.md')
    .option('--check', 'only say whether --out is what the flow says now')
    .action(run(documentFlow(words)));

  const audit = program.command('audit').description('The audit of a portal');
  portalOptions(
    audit
      .command('export')
      .description('Print every audit event, as JSON lines')
      .option('--service <ref>', "of one service, or of 'system'"),
  ).action(run(exportAudit));
  audit
    .command('checkpoints [logs...]')
    .description(
      'Print the checkpoints that are in logs, or in what is piped in, as JSON lines',
    )
    .action(run(collectCheckpoints));
  audit
    .command('verify <events>')
    .description('Verify an export offline; - reads what is piped in')
    .option(
      '--checkpoint <files...>',
      'checkpoints from outside the database, or logs that hold them',
    )
    .option('--key <files...>', 'public keys of signed summaries, in PEM')
    .option('--service <ref>', 'the export is of this service alone')
    .action(run(verifyAudit));
  return program;
}

/** What the portal says, where it was the portal that refused. */
function sentenceOf(error: unknown): string {
  const { message, cause } = toError(error);
  return error instanceof ResponseError && cause
    ? `${error.statusCode}: ${toError(cause).message}`
    : message;
}

function portalOptions(command: Command): Command {
  return command
    .requiredOption('--url <url>', "the portal backend's address")
    .addOption(
      new Option('--token <token>', 'token of the caller').env(
        'RELEASE_FLOW_TOKEN',
      ),
    )
    .option('--token-file <file>', 'file that holds the token');
}
