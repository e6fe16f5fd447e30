import {
  auditExportLineSchema,
  type AuditCheckpoint,
} from 'backstage-plugin-release-flow-common';
import { createPublicKey, type KeyObject } from 'crypto';
import { readFile } from 'fs/promises';
import { findCheckpoints } from '../policy/auditCheckpoint';
import { AuditVerifier, type AuditVerdict } from '../policy/auditVerify';
import { linesOf, type Io } from './io';

export interface VerifyOptions {
  checkpoint?: string[];
  key?: string[];
  service?: string;
}

const SHOWN = 20;

/** `release-flow audit verify` */
export async function verifyAudit(
  io: Io,
  file: string,
  { checkpoint, key = [], service }: VerifyOptions,
): Promise<number> {
  const verifier = new AuditVerifier({
    checkpoints: await readCheckpoints(io, checkpoint ?? []),
    keys: await Promise.all(key.map(readKey)),
    service,
  });
  let number = 0;
  for await (const line of linesOf(io, file)) {
    number += 1;
    const parsed = auditExportLineSchema.safeParse(jsonOf(line));
    if (!parsed.success) {
      io.stderr.write(
        `Broken: line ${number} is no audit event: ${line.slice(0, 200)}\n`,
      );
      return 1;
    }
    verifier.add(parsed.data);
  }
  return report(io, verifier.finish());
}

function report(io: Io, verdict: AuditVerdict): number {
  const { findings, chains, events, summarised, newest, uncovered } = verdict;
  for (const { chain, seq, problem, message } of findings.slice(0, SHOWN)) {
    const where = chain ? `${chain}, seq ${seq}` : 'the checkpoints';
    io.stderr.write(`Broken: ${where} (${problem}): ${message}\n`);
  }
  if (findings.length > SHOWN) {
    io.stderr.write(`…and ${findings.length - SHOWN} more chains\n`);
  }
  const read = `${chains} chains with ${events} events${summarised ? `, and ${summarised} more in signed summaries` : ''}`;
  io.stdout.write(
    findings.length > 0 ? `Read ${read}.\n` : `The audit holds: ${read}.\n`,
  );
  io.stdout.write(
    newest
      ? `Newest checkpoint: ${newest.seq} of ${newest.at}, of ${verdict.checkpoints} given; ${uncovered} events came after the last one of their chain.\n`
      : 'No checkpoint was given: without --checkpoint a cut tail or a chain written anew is not found.\n',
  );
  return findings.length > 0 ? 1 : 0;
}

async function readCheckpoints(
  io: Io,
  files: string[],
): Promise<AuditCheckpoint[]> {
  const found: AuditCheckpoint[] = [];
  for (const file of files) {
    const before = found.length;
    for await (const line of linesOf(io, file)) {
      found.push(...findCheckpoints(line));
    }
    if (found.length === before) {
      throw new Error(`--checkpoint: there is no checkpoint in ${file}`);
    }
  }
  return found;
}

async function readKey(file: string): Promise<KeyObject> {
  try {
    return createPublicKey(await readFile(file));
  } catch (error) {
    throw new Error(`--key: ${file} holds no public key: ${error}`);
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
