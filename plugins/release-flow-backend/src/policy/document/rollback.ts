import type { EnvironmentSpec } from 'backstage-plugin-release-flow-common';
import { manualWords } from './deployWords';
import { bullets, heading, md, type Block } from './markdown';
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

/** The way back, per environment. */
export function rollbackSection(subject: Subject): Block[] {
  const { rollbackDrill } = subject.spec;
  return [
    heading(2, 'Rollback'),
    'A rollback is a promotion of what ran before. It needs a reason, which stays in the audit, and holds automation in that environment until somebody goes forward again.',
    ...subject.environments.flatMap(environment => [
      heading(3, `Rollback in ${titleOf(environment)}`),
      ...bullets(rulesOf(subject, environment)),
    ]),
    ...(rollbackDrill
      ? [
          `The way back is tried every ${md(spanOf(rollbackDrill))}: really where nobody is hurt, and as a preflight in production.`,
        ]
      : []),
  ];
}
