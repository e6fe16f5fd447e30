import type { EnvironmentSpec } from 'backstage-plugin-release-flow-common';
import { withDefaults } from '../durationParameters';
import { bullets, heading, md, type Block } from './markdown';
import { filled, titleOf, type Subject } from './subject';

/** What is looked at after a deployment, in order. */
export function verificationNames(
  subject: Subject,
  environment: EnvironmentSpec,
): Array<{ title: string; detail: string }> {
  const { words, spec } = subject;
  return environment.verify.map(declared => {
    const { config, names } = withDefaults(declared, spec.parameters);
    const { title, detail } = words.verification(config);
    const other =
      names.length > 0 ? `the service may set ${names.join(' and ')}` : '';
    return {
      title: filled(subject, title, environment),
      detail: [detail, other].filter(Boolean).join('; '),
    };
  });
}

const WHEN_IT_FAILS = {
  rollback:
    'When it fails, what ran before is deployed again at once, where that is still possible.',
  stop: 'When it fails, the promotion has failed and people decide what to do.',
};

/** After each deployment, per environment. */
export function verificationsSection(subject: Subject): Block[] {
  const { environments } = subject;
  if (environments.every(({ verify }) => verify.length === 0)) return [];
  return [
    heading(2, 'Verification after a deployment'),
    ...environments.flatMap(environment => {
      const names = verificationNames(subject, environment);
      return [
        heading(3, `Verified in ${titleOf(environment)}`),
        ...(names.length > 0
          ? bullets(
              names.map(
                ({ title, detail }) =>
                  `**${md(title)}**${detail ? `: ${md(detail)}` : ''}`,
              ),
            )
          : ['Nothing is verified here.']),
        WHEN_IT_FAILS[environment.onFailure],
      ];
    }),
  ];
}
