import { toError } from '@backstage/errors';
import type { Plan } from 'backstage-plugin-release-flow-common';
import type { GateProvider } from 'backstage-plugin-release-flow-node';
import type { ReleaseRecord } from '../database';
import type { Binding, BoundEnvironment } from '../policy/binding';
import type { Fact, GateReading } from '../policy/facts';
import type { SourceConfig } from '../policy/gateSchemas';
import { waiting } from '../policy/gates/result';
import type { TagPlaceConfig } from '../policy/planGates';
import { readFact } from './fact';
import type { Providers } from './Providers';

export interface GatesToRead {
  providers: Providers;
  binding: Binding;
  environment: BoundEnvironment;
  plan: Plan;
  release: ReleaseRecord | undefined;
  now: Date;
  timeoutMs: number;
}

type Config = Plan['gates'][number];
type Read = <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<Fact<T>>;

/** Reads what single gates of a plan need, all at once; what can't be read waits. */
export async function readGates(
  request: GatesToRead,
): Promise<Map<number, GateReading>> {
  const readings = await Promise.all(
    request.plan.gates.map(
      async (config, index) =>
        [index, await readGate(request, config)] as const,
    ),
  );
  return new Map(readings);
}

async function readGate(
  request: GatesToRead,
  config: Config,
): Promise<GateReading> {
  const { providers, binding, plan } = request;
  const { repository } = binding;
  const now = request.now.toISOString();
  const read: Read = work => readFact(now, request.timeoutMs, work);
  switch (config.type) {
    case 'source':
      return readSource(request, config as unknown as SourceConfig, read);
    case 'checks':
      return plan.commit
        ? {
            checks: await read(signal =>
              providers.codeHost.checks(repository, plan.commit!, { signal }),
            ),
          }
        : {};
    case 'http':
      return {
        decision: await read(signal =>
          providers.httpDecisions.decide(String(config.url), { signal }),
        ),
      };
    case 'tag-place': {
      const { tag, upstream } = config as unknown as TagPlaceConfig;
      const commitOf = (name: string, signal: AbortSignal) =>
        providers.codeHost.tagCommit(repository, name, { signal });
      return {
        tags: await read(async signal => ({
          own: await commitOf(tag, signal),
          upstream: upstream ? await commitOf(upstream, signal) : undefined,
        })),
      };
    }
    default: {
      const provider = providers.gates.get(String(config.type));
      return provider ? readForeign(request, provider, config) : {};
    }
  }
}

async function readSource(
  { providers, binding, plan, release }: GatesToRead,
  { branch, changelog }: SourceConfig,
  read: Read,
): Promise<GateReading> {
  const { codeHost } = providers;
  const { repository } = binding;
  const [onBranch, text] = await Promise.all([
    branch && plan.commit
      ? read(signal =>
          codeHost.contains(repository, branch, plan.commit!, { signal }),
        )
      : undefined,
    changelog && release
      ? read(signal =>
          codeHost.fileAt(
            repository,
            changelog.file,
            changelog.at === 'tag' ? placeOf(release) : changelog.branch,
            { signal },
          ),
        )
      : undefined,
  ]);
  return { ...(onBranch && { onBranch }), ...(text && { changelog: text }) };
}

/** Where its files are read: at a tag of it, or its commit. */
function placeOf({ state, tag, tags, commit }: ReleaseRecord): string {
  if (state === 'build') return commit!;
  return tags[0]?.name ?? tag;
}

async function readForeign(
  { binding, environment, plan, now, timeoutMs }: GatesToRead,
  provider: GateProvider,
  config: Config,
): Promise<GateReading> {
  const title = provider.titleOf(config);
  try {
    const facts = await provider.read(
      {
        config,
        service: { ref: binding.service.ref, repository: binding.repository },
        environment: {
          id: environment.id,
          tier: environment.tier,
          target: environment.target,
          alarms: environment.alarms?.map(({ name }) => name),
        },
        artifact: plan.artifact ?? undefined,
        commit: plan.commit ?? undefined,
      },
      { signal: AbortSignal.timeout(timeoutMs) },
    );
    const verdict = provider.judge(config, facts, now);
    return {
      verdict: { evidence: [], nextCheckAt: null, ...verdict, title },
    };
  } catch (error) {
    const message = `${title} could not be read: ${toError(error).message}`;
    return { verdict: waiting(title, 'not-read', message) };
  }
}
