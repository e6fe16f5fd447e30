import { bullets, heading, md, type Block } from './markdown';
import { pathTitle } from './paths';
import { titleOf, type Subject } from './subject';
import { gatesOn, gateWords } from './words';

/** When deployments are let through. */
export function windowsSection(subject: Subject): Block[] {
  const windows = subject.paths.flatMap(path =>
    gatesOn(subject, path)
      .filter(({ type, windows: of }) => type === 'freeze' && of)
      .map(
        gate =>
          `${md(pathTitle(subject, path))}: ${gateWords(subject, gate, path)}`,
      ),
  );
  const ignoring = subject.environments
    .filter(({ rollback }) => rollback.during === 'freeze-ignored')
    .map(environment => md(titleOf(environment)));
  return [
    heading(2, 'Freezes and windows'),
    ...bullets([
      ...(windows.length > 0
        ? windows
        : ['No deployment windows: deployments are let through at any time.']),
      'Freezes that people declare on the freezes page always count, and a stopped line stops everything.',
      ...(ignoring.length > 0
        ? [`A rollback goes through a freeze in ${ignoring.join(', ')}.`]
        : []),
    ]),
  ];
}
