import { toError } from '@backstage/errors';
import type { Plan } from 'backstage-plugin-release-flow-common';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { waiting, type Verdict } from '../policy/gates/result';
import type { Providers } from './Providers';

/** Asks the gates that modules added; what can't be read waits. */
export async function foreignVerdicts(
  providers: Providers,
  binding: Binding,
  environment: BoundEnvironment,
  plan: Plan,
  now: Date,
  timeoutMs: number,
): Promise<Map<number, Verdict>> {
  const verdicts = new Map<number, Verdict>();
  await Promise.all(
    plan.gates.map(async (config, index) => {
      const provider = providers.gates.get(String(config.type));
      if (!provider) return;
      const title = provider.titleOf(config);
      try {
        const facts = await provider.read(
          {
            config,
            service: {
              ref: binding.service.ref,
              repository: binding.repository,
            },
            environment: { id: environment.id, tier: environment.tier },
            artifact: plan.artifact ?? undefined,
            commit: plan.commit ?? undefined,
          },
          { signal: AbortSignal.timeout(timeoutMs) },
        );
        const verdict = provider.judge(config, facts, now);
        verdicts.set(index, {
          evidence: [],
          nextCheckAt: null,
          ...verdict,
          title,
        });
      } catch (error) {
        verdicts.set(
          index,
          waiting(
            title,
            'not-read',
            `${title} could not be read: ${toError(error).message}`,
          ),
        );
      }
    }),
  );
  return verdicts;
}
