import {
  CHAIN_START,
  linkProblem,
} from '../../plugins/release-flow-backend/src/policy/audit';
import { inDatabase } from '../support/database';

/** Every audit chain, with the first link that does not hold. */
export async function verifyChains(databaseUrl: string) {
  const rows = await inDatabase(databaseUrl, database =>
    database('audit_events').orderBy(['chain', 'seq']),
  );
  const broken: string[] = [];
  const chains = new Map<string, { seq: number; hash: string }>();
  for (const row of rows) {
    const event = {
      ...{ chain: row.chain, seq: row.seq, at: row.at, actor: row.actor },
      ...{ type: row.type, operationId: row.operation_id },
      ...{ data: JSON.parse(row.data), prevHash: row.prev_hash },
      hash: row.hash,
    };
    const previous = chains.get(event.chain) ?? CHAIN_START;
    const problem = linkProblem(event, previous);
    if (problem) broken.push(`${event.chain} ${event.seq}: ${problem}`);
    chains.set(event.chain, event);
  }
  return { chains: chains.size, events: rows.length, broken };
}
