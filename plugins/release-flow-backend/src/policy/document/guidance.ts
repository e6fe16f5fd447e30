import { CODES } from '../doctor/codes';
import {
  bullets,
  code,
  embedded,
  heading,
  listed,
  md,
  numbered,
  table,
  type Block,
} from './markdown';
import { filled, placeOf, titleOf, type Subject } from './subject';
import { peopleOf } from './words';

/** Who hears of what. */
export function announcementsSection(subject: Subject): Block[] {
  const { announce, owner } = subject.spec;
  if (!announce) return [];
  const { team, stakeholders, on, environments } = announce;
  const where = environments
    ? listed(environments.map(id => md(placeOf(subject, id))))
    : 'every environment';
  return [
    heading(2, 'Announcements'),
    ...bullets([
      `${team ? peopleOf(team, 'and') : `the service's owner, or ${peopleOf([owner])},`} hears that a deployment ${listed(
        on.map(event => event.replace('rolled-back', 'was rolled back')),
        'or',
      )}, in ${where}.`,
      ...(stakeholders
        ? [`${peopleOf(stakeholders, 'and')} hears of major versions too.`]
        : []),
    ]),
  ];
}

export function troubleshootingSection({ spec }: Subject): Block[] {
  const entries = spec.troubleshooting ?? [];
  return entries.length > 0
    ? [
        heading(2, 'Troubleshooting'),
        ...entries.flatMap(({ title, steps }) => [
          heading(3, title),
          ...numbered(steps.map(md)),
        ]),
      ]
    : [];
}

export function runtimeSection({ spec }: Subject): Block[] {
  const notes = spec.runtimeNotes ?? [];
  return notes.length > 0
    ? [
        heading(2, 'How it runs'),
        ...bullets(
          notes.map(
            ({ title, text }) => `**${md(title)}**: ${embedded(text, 2)}`,
          ),
        ),
      ]
    : [];
}

/** Practices, and why those matter whose finding of the doctor they name as code. */
export function practicesSection({ spec }: Subject): Block[] {
  const { practices } = spec;
  if (!practices) return [];
  const named = [...practices.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name);
  const checked = Object.entries(CODES).filter(([name]) =>
    named.includes(name),
  );
  return [
    heading(2, 'Practices'),
    embedded(practices, 2),
    ...(checked.length > 0
      ? [
          'The doctor looks whether they are kept, and shows a finding where they are not:',
          ...bullets(checked.map(([name, [, why]]) => `${code(name)}: ${why}`)),
        ]
      : []),
  ];
}

/** What has to be made in GitHub before the flow can run. */
export function githubSection(subject: Subject): Block[] {
  const rows = subject.environments.flatMap(environment =>
    (environment.github?.environments ?? []).map(
      ({ name, reviewers, waitMinutes, branches }) => [
        code(filled(subject, name, environment)),
        md(titleOf(environment)),
        (reviewers ?? []).map(md).join(', '),
        waitMinutes ? `${waitMinutes} min` : '',
        (branches ?? []).map(code).join(', '),
      ],
    ),
  );
  const names = subject.environments.flatMap(environment => {
    const { variables = [], secrets = [] } = environment.github ?? {};
    return variables.length + secrets.length > 0
      ? [
          [
            md(titleOf(environment)),
            variables.map(code).join(', '),
            secrets.map(code).join(', '),
          ],
        ]
      : [];
  });
  if (rows.length + names.length === 0) return [];
  return [
    heading(2, 'GitHub environments to create'),
    ...table(
      ['GitHub environment', 'For', 'Reviewers', 'Wait timer', 'Branches'],
      rows,
    ),
    ...table(['Environment', 'Actions variables', 'Actions secrets'], names),
  ];
}
