import type { EnvironmentSpec } from 'backstage-plugin-release-flow-common';
import { drillKindIn, drillRulesOf } from '../drill';
import { manualWords } from './deployWords';
import { bullets, heading, listed, md, type Block } from './markdown';
import { titleOf, type Subject } from './subject';
import { WAY_BACK, gateWords, rollbackGatesOf, spanOf } from './words';

function rulesOf(subject: Subject, environment: EnvironmentSpec): string[] {
  const { rollback, onFailure, deploy } = environment;
  const gates = rollbackGatesOf(environment);
  const same = rollback.gates === 'same' && environment.gates.length > 0;
  return [
    rollback.targets === 'any-earlier'
      ? 'Back to any earlier release, whether or not it ran here.'
      : 'Back to what was verified or adopted here before.',
    ...(deploy.rollback
      ? ["By the target's own API, whatever deploys going forward."]
      : []),
    ...(deploy.manual && !deploy.rollback
      ? [manualWords(subject, environment, deploy.manual)]
      : []),
    `${same ? 'The same gates as for a promotion' : 'Gates'}:${gates
      .map(gate => `\n- ${gateWords(subject, gate, WAY_BACK)}`)
      .join('')}`,
    ...(rollback.during === 'freeze-ignored'
      ? ['Freezes do not stop it; only a stopped line does.']
      : []),
    ...(rollback.revert
      ? [
          'Another way back: a pull request that reverts the newest commit, which deploys by itself once it is merged.',
        ]
      : []),
    ...(onFailure === 'rollback'
      ? [
          'A deployment whose verification fails is rolled back by itself, at most once.',
        ]
      : []),
  ];
}

/** How the way back is tried, so that it is there when it is needed. */
function drillWords(subject: Subject): string[] {
  const rules = drillRulesOf(subject.spec.rollbackDrill);
  if (!rules) return [];
  const named = (kind: string) =>
    subject.environments
      .filter(environment => drillKindIn(rules, environment) === kind)
      .map(environment => md(titleOf(environment)));
  const [real, asked] = [named('real'), named('preflight')];
  const where = [
    ...(real.length > 0
      ? [`really in ${listed(real, 'and')}, where nobody is hurt`]
      : []),
    ...(asked.length > 0
      ? [`as a preflight in ${listed(asked, 'and')}, where nothing is changed`]
      : []),
  ];
  const bound = rules.within
    ? ` Either way may take ${md(spanOf(rules.within))}, from asking to verified.`
    : '';
  return [
    `The way back is tried every ${md(spanOf(rules.every))}: ${where.join(', and ')}. Such a drill goes back to an earlier release and forward again to what ran before, each under the gates it would meet otherwise. It begins only where all is well and nothing is under way, and how it went stays on the environment.${bound}`,
  ];
}

/** The way back, per environment. */
export function rollbackSection(subject: Subject): Block[] {
  return [
    heading(2, 'Rollback'),
    'A rollback is a promotion of what ran before. It needs a reason, which stays in the audit, and holds automation in that environment until somebody goes forward again.',
    ...subject.environments.flatMap(environment => [
      heading(3, `Rollback in ${titleOf(environment)}`),
      ...bullets(rulesOf(subject, environment)),
    ]),
    ...drillWords(subject),
  ];
}
