import type {
  Accepted,
  ChangelogRequest,
} from 'backstage-plugin-release-flow-common';
import type { Stores } from '../database';
import type { Binding } from '../policy/binding';
import {
  changelogOf,
  entryProblem,
  headingLike,
} from '../policy/changelogEntry';
import { resolvePattern } from '../policy/lookups';
import { newOperation } from '../policy/newOperation';
import type { Access, Caller } from './Access';
import { requireBinding, requireService } from './lookups';
import { askedBy, oneStep } from './operationSeeds';
import type { OperationWriter } from './OperationWriter';
import { badField, refuse } from './refuse';

/** Proposing the changelog's entry of a release. */
export class ChangelogService {
  constructor(
    private readonly stores: Stores,
    private readonly access: Access,
    private readonly writer: OperationWriter,
  ) {}

  async propose(
    caller: Caller,
    ref: string,
    request: ChangelogRequest,
  ): Promise<Accepted> {
    const { version, entry, idempotencyKey } = request;
    const meta = { service: ref, version };
    return this.access.audited(caller, 'propose-changelog', meta, async () => {
      await this.access.requireRead(caller, ref);
      const binding = requireBinding(await requireService(this.stores, ref));
      await this.access.requireRelease(caller, binding);
      if (binding.mode !== 'enforce') {
        throw refuse(
          `mode-${binding.mode}`,
          `The flow is in ${binding.mode} mode: it shows and does not act.`,
        );
      }
      const before = await this.writer.earlier(caller, ref, idempotencyKey);
      if (before) return before;
      const changelog = changelogFor(binding, version);
      if (!changelog) {
        throw refuse(
          'no-changelog',
          `The flow ${binding.flow.title} asks for no changelog.`,
        );
      }
      const now = (await this.stores.now()).toISOString();
      const date = now.slice(0, 10);
      const problem = entryProblem(
        changelog,
        headingLike(undefined, version, date),
        entry,
      );
      if (problem) throw badField('entry', problem);
      const { file } = changelog;
      const operation = newOperation(binding, 'changelog', now, {
        ...askedBy(caller),
        label: version,
        message: `Proposing the entry of ${version} in ${file}`,
        steps: oneStep(`Open a pull request with the entry of ${version}`),
        result: { file, branch: binding.source.branch, version, entry, date },
        idempotencyKey: idempotencyKey ?? null,
      });
      return this.writer.create(caller, operation);
    });
  }
}

/** The changelog as the flow reads it for this version. */
function changelogFor(binding: Binding, version: string) {
  const changelog = changelogOf(binding);
  if (!changelog) return undefined;
  return {
    ...changelog,
    heading: resolvePattern(changelog.heading, {
      service: { name: binding.service.name },
      parameters: binding.parameters,
      release: { version: version.replace(/^v/, ''), tag: version },
    }),
  };
}
