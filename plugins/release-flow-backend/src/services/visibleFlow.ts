import { NotAllowedError } from '@backstage/errors';
import type { FlowRecord, Stores } from '../database';
import type { Access, Caller } from './Access';
import { notFound } from './refuse';
import { visibleServices, type Restriction } from './visibility';

/** A flow, and how its services are narrowed to those that the caller may see. */
export interface VisibleFlow {
  flow: FlowRecord;
  restrict: Exclude<Restriction, 'all'> | undefined;
}

/** Who may see only some services sees the flows of these, as in the list of flows. */
export async function requireVisibleFlow(
  stores: Stores,
  access: Access,
  caller: Caller,
  ref: string,
): Promise<VisibleFlow> {
  const visible = visibleServices(await access.readFilter(caller));
  const restrict = visible === 'all' ? undefined : visible;
  const [flow, services] = await Promise.all([
    stores.flows.get(ref),
    restrict ? stores.services.count({ flow: ref, restrict }) : 1,
  ]);
  if (services === 0) {
    throw new NotAllowedError(
      `You may not see ${ref}: no service that you may see is bound to it.`,
    );
  }
  if (!flow) {
    throw notFound(
      'unknown-flow',
      `There is no flow ${ref}. GET /flows lists those there are.`,
    );
  }
  return { flow, restrict };
}
