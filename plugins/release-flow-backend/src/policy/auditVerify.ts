import type {
  AuditCheckpoint,
  AuditEvent,
  AuditExportLine,
  AuditSummary,
} from 'backstage-plugin-release-flow-common';
import type { KeyObject } from 'crypto';
import {
  CHAIN_START,
  linkProblem,
  type ChainEnd,
  type LinkProblem,
} from './audit';
import { checkpointProblem } from './auditCheckpoint';
import { isSignedBy } from './auditSummary';
import { canonicalJson } from './canonical';

/** The first thing that is wrong with a chain, or with the checkpoints (no chain). */
export interface AuditFinding {
  chain: string | null;
  seq: number | null;
  problem:
    | LinkProblem
    | 'truncated'
    | 'rewritten'
    | 'bad-signature'
    | 'bad-checkpoint';
  message: string;
}

export interface AuditVerdict {
  findings: AuditFinding[];
  chains: number;
  events: number;
  /** Events that signed summaries stand for. */
  summarised: number;
  /** Events after the last one that a checkpoint names: nothing proves these yet. */
  uncovered: number;
  checkpoints: number;
  newest: AuditCheckpoint | undefined;
}

export interface AuditVerifierOptions {
  checkpoints: AuditCheckpoint[];
  /** Public keys that may have signed summaries. */
  keys: KeyObject[];
  /** Only this chain is in the file. */
  service?: string;
}

interface Chain {
  end: ChainEnd;
  covered: number;
}

/** Verifies an export line by line, against checkpoints from outside the database. Pure. */
export class AuditVerifier {
  private readonly chains = new Map<string, Chain>();
  private readonly broken = new Map<string, AuditFinding>();
  private readonly expected = new Map<string, Map<number, ExpectedHead>>();
  private readonly checkpoints: AuditCheckpoint[];
  private readonly checkpointFinding: AuditFinding | undefined;
  private events = 0;
  private summarised = 0;

  constructor(private readonly options: AuditVerifierOptions) {
    this.checkpoints = inOrder(options.checkpoints);
    this.checkpointFinding = brokenCheckpoint(this.checkpoints);
    for (const { seq: checkpoint, at, heads } of this.checkpoints) {
      for (const [chain, { seq, hash }] of Object.entries(heads)) {
        if (options.service && chain !== options.service) continue;
        const known =
          this.expected.get(chain) ?? new Map<number, ExpectedHead>();
        const before = known.get(seq);
        if (before && before.hash !== hash) this.contradiction(chain, seq);
        known.set(seq, before ?? { hash, checkpoint, at });
        this.expected.set(chain, known);
      }
    }
  }

  add(line: AuditExportLine): void {
    if ('summary' in line) this.addSummary(line.summary);
    else this.addEvent(line);
  }

  finish(): AuditVerdict {
    let uncovered = 0;
    for (const [chain, heads] of this.expected) {
      const end = this.chains.get(chain)?.end ?? CHAIN_START;
      for (const [seq, { checkpoint, at }] of heads) {
        if (seq <= end.seq) continue;
        this.find(
          chain,
          end.seq + 1,
          'truncated',
          end.seq === 0
            ? `The whole chain is missing: checkpoint ${checkpoint} of ${at} says seq ${seq}. Removed, or not in this export: export again after the newest checkpoint.`
            : `The tail is cut off: checkpoint ${checkpoint} of ${at} says seq ${seq}, but the chain ends at ${end.seq}. If the export is older than the checkpoint, export again.`,
        );
        break;
      }
    }
    for (const { end, covered } of this.chains.values()) {
      uncovered += end.seq - covered;
    }
    return {
      findings: [
        ...this.broken.values(),
        ...(this.checkpointFinding ? [this.checkpointFinding] : []),
      ],
      chains: this.chains.size,
      events: this.events,
      summarised: this.summarised,
      uncovered,
      checkpoints: this.checkpoints.length,
      newest: this.checkpoints[this.checkpoints.length - 1],
    };
  }

  private addEvent(event: AuditEvent): void {
    const { chain: name, seq } = event;
    this.events += 1;
    const chain = this.chainOf(name);
    const problem = linkProblem(event, chain.end);
    if (problem) {
      const { end } = chain;
      const [at, message] = explain(problem, seq, end);
      this.find(name, at, problem, message);
    }
    chain.end = { seq, hash: event.hash };
    this.compare(name, chain);
  }

  private addSummary(summary: AuditSummary): void {
    const { chain: name, fromSeq, toSeq } = summary;
    this.summarised += toSeq - fromSeq + 1;
    const chain = this.chainOf(name);
    const what = `The summary of seq ${fromSeq} to ${toSeq}`;
    if (!isSignedBy(summary, this.options.keys)) {
      const why =
        this.options.keys.length === 0
          ? 'is signed, and no public key was given to check it: use --key'
          : `has no valid signature of a key that was given (it names key ${summary.keyId})`;
      this.find(name, fromSeq, 'bad-signature', `${what} ${why}.`);
    } else if (fromSeq !== chain.end.seq + 1) {
      this.find(
        name,
        chain.end.seq + 1,
        fromSeq > chain.end.seq + 1 ? 'missing' : 'repeated',
        `${what} does not follow on seq ${chain.end.seq}.`,
      );
    } else if (summary.prevHash !== chain.end.hash) {
      this.find(
        name,
        fromSeq,
        'replaced',
        `${what} follows on another seq ${chain.end.seq} than the one in the file.`,
      );
    }
    chain.end = { seq: toSeq, hash: summary.lastHash };
    this.compare(name, chain);
  }

  private chainOf(name: string): Chain {
    const known = this.chains.get(name);
    if (known) return known;
    const chain = { end: CHAIN_START, covered: 0 };
    this.chains.set(name, chain);
    return chain;
  }

  /** What a checkpoint said of this very link. */
  private compare(name: string, chain: Chain): void {
    const { seq, hash } = chain.end;
    const said = this.expected.get(name)?.get(seq);
    if (!said) return;
    chain.covered = seq;
    if (said.hash === hash) return;
    this.find(
      name,
      seq,
      'rewritten',
      `The chain was rewritten: at seq ${seq} its hash is ${hash}, but checkpoint ${said.checkpoint} of ${said.at} says ${said.hash}.`,
    );
  }

  private contradiction(chain: string, seq: number): void {
    this.find(
      chain,
      seq,
      'rewritten',
      `The chain was rewritten: two checkpoints say different hashes at seq ${seq}.`,
    );
  }

  /** Only the first of a chain: what follows a broken link means nothing. */
  private find(
    chain: string,
    seq: number,
    problem: AuditFinding['problem'],
    message: string,
  ): void {
    if (this.broken.has(chain)) return;
    this.broken.set(chain, { chain, seq, problem, message });
  }
}

interface ExpectedHead {
  hash: string;
  checkpoint: number;
  at: string;
}

function explain(
  problem: LinkProblem,
  seq: number,
  end: ChainEnd,
): [seq: number, message: string] {
  switch (problem) {
    case 'missing':
      return [
        end.seq + 1,
        end.seq === 0
          ? `The chain begins at seq ${seq} without a signed summary of what was before: rows were removed.`
          : `Rows are missing: seq ${seq} follows on ${end.seq}.`,
      ];
    case 'repeated':
      return [seq, `Seq ${seq} comes again, or after seq ${end.seq}.`];
    case 'edited':
      return [seq, `The row was edited: its content does not have its hash.`];
    default:
      return [
        end.seq || seq,
        end.seq === 0
          ? `The first row follows on something: rows before it were removed.`
          : `The row was replaced by another one with a hash of its own: seq ${seq} was chained to a different seq ${end.seq}.`,
      ];
  }
}

/** By number; the same checkpoint comes several times in logs. */
function inOrder(checkpoints: AuditCheckpoint[]): AuditCheckpoint[] {
  const byContent = new Map(
    checkpoints.map(checkpoint => [canonicalJson(checkpoint), checkpoint]),
  );
  return [...byContent.values()].sort((a, b) => a.seq - b.seq);
}

function brokenCheckpoint(
  checkpoints: AuditCheckpoint[],
): AuditFinding | undefined {
  for (const [index, checkpoint] of checkpoints.entries()) {
    const message = checkpointProblem(checkpoint, checkpoints[index - 1]);
    if (message) {
      return {
        chain: null,
        seq: checkpoint.seq,
        problem: 'bad-checkpoint',
        message,
      };
    }
  }
  return undefined;
}
