import type { BoundEnvironment } from '../../policy/binding';
import type { TargetFacts } from '../../policy/doctor';
import { partsOf } from '../../policy/groups';
import type { Providers } from '../Providers';
import type { Look } from './Look';

/**
 * What a target is set to, and as whom it runs. Of a group each part is asked by itself: one that
 * tells nothing of a secret store says nothing of its settings either.
 */
export async function lookAtSettings(
  { targets }: Pick<Providers, 'targets'>,
  { target, targetName }: Pick<BoundEnvironment, 'target' | 'targetName'>,
  look: Look,
): Promise<Pick<TargetFacts, 'held' | 'identities'>> {
  const parts = partsOf(target);
  const holders =
    parts.length > 0
      ? parts.map(({ name, target: config }) => ({ part: name, config }))
      : [{ config: target }];
  const held: NonNullable<TargetFacts['held']> = [];
  const identities = new Set<string>();
  for (const { config, ...holder } of holders) {
    const provider = targets.get(config.type);
    const whose =
      'part' in holder ? `${holder.part} of ${targetName}` : targetName;
    const runtime =
      provider?.runtime &&
      (await look.read(`Settings of ${whose}`, context =>
        provider.runtime!({ config, visibleSettings: [] }, context),
      ));
    const references =
      provider?.configurationReferences &&
      (await look.read(`Secret references of ${whose}`, context =>
        provider.configurationReferences!(config, context),
      ));
    for (const identity of runtime?.identities ?? []) identities.add(identity);
    if (!runtime || !references) continue;
    held.push({
      ...holder,
      settings: runtime.settings.map(({ name }) => name),
      references: references.map(({ name }) => name),
    });
  }
  return {
    held,
    ...(identities.size > 0 && { identities: [...identities] }),
  };
}
