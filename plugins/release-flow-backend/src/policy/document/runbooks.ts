import type { RunbookSpec } from 'backstage-plugin-release-flow-common';
import { withDefaults } from '../gates/titles';
import {
  bullets,
  code,
  embedded,
  heading,
  listed,
  md,
  numbered,
  type Block,
} from './markdown';
import { filled, placeOf, type Subject } from './subject';
import { WAY_BACK, gateWords, spanOf } from './words';

function runWords(subject: Subject, { run }: RunbookSpec): string[] {
  if (!run) return [];
  return run.by === 'workflow'
    ? [`**Runs** ${code(run.workflow)}`]
    : [
        `**Runs** ${code(run.command.map(part => filled(subject, part)).join(' '))} once with the definition of ${code(run.component)}, for at most ${spanOf(run.within)}`,
      ];
}

function inputWords({ inputs }: RunbookSpec): string[] {
  return Object.entries(inputs ?? {}).map(
    ([name, { title, description, values, pattern }]) =>
      `**Asks for** ${code(name)}: ${md(title)}${description ? `, ${md(description)}` : ''}${values ? `; one of ${listed(values.map(code), 'or')}` : ''}${pattern ? `; like ${code(pattern)}` : ''}`,
  );
}

function runbook(subject: Subject, spec: RunbookSpec): Block[] {
  const { title, when, environments, steps, gates, then } = spec;
  return [
    heading(3, title),
    ...(when ? [md(when)] : []),
    ...bullets([
      `**Where**: ${listed(environments.map(id => md(placeOf(subject, id))))}`,
      ...inputWords(spec),
      ...runWords(subject, spec),
      ...gates.map(
        gate => `**Gate**: ${gateWords(subject, withDefaults(gate), WAY_BACK)}`,
      ),
      ...(then
        ? ['**Afterwards** what runs is deployed again, if wanted']
        : []),
      ...(spec.onlyWithMigrations
        ? ['Only when migrations were applied since the last deployment']
        : []),
    ]),
    ...numbered(steps.map(step => embedded(step, 3))),
  ];
}

/** Guided ways out. */
export function runbooksSection(subject: Subject): Block[] {
  const runbooks = subject.spec.runbooks ?? [];
  return runbooks.length > 0
    ? [
        heading(2, 'Runbooks'),
        ...runbooks.flatMap(spec => runbook(subject, spec)),
      ]
    : [];
}
