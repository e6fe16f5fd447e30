import type { EnvironmentSpec } from 'backstage-plugin-release-flow-common';
import { SOURCE } from '../graph';
import { automaticWords, isAutomaticPath, manualWords } from './deployWords';
import { code, heading, listed, md, numbered, type Block } from './markdown';
import { placeOf, titleOf, type Subject } from './subject';
import { gateName, gatesOn } from './words';
import { verificationNames } from './verifications';

function verified(subject: Subject, environment: EnvironmentSpec): string {
  const names = verificationNames(subject, environment);
  return names.length > 0
    ? ` Then: ${listed(names.map(({ title }) => md(title)))}.`
    : '';
}

/** Asked of every deployment; they stand with each path. */
const ALWAYS_ASKED = new Set(['source', 'artifact-available', 'freeze']);

function stepInto(subject: Subject, environment: EnvironmentSpec): string {
  const { paths } = subject;
  const into = paths.filter(({ to }) => to === environment.id);
  const title = `**${md(titleOf(environment))}**`;
  const { automatic, manual } = environment.deploy;
  if (automatic && into.some(path => isAutomaticPath(subject, path))) {
    const published =
      automatic.on === 'release-published'
        ? 'A person publishes the draft, which says that it was looked at so far. '
        : '';
    return `${published}${title}: ${automaticWords(subject, environment, automatic)}.${verified(subject, environment)}`;
  }
  const froms = listed(
    into.map(({ from, branch }) =>
      from === SOURCE
        ? code(branch ?? subject.source.branch)
        : md(placeOf(subject, from)),
    ),
    'or',
  );
  const gates = [
    ...new Set(
      into.flatMap(path =>
        gatesOn(subject, path)
          .filter(({ type }) => !ALWAYS_ASKED.has(type))
          .map(gate => md(gateName(subject, gate, path))),
      ),
    ),
  ];
  return `${title}: a person promotes it from ${froms}. It waits for: ${listed(gates)}. ${manual ? manualWords(subject, environment, manual) : ''}${verified(subject, environment)}`;
}

/** From the source to the last environment, one step after the other. */
export function normalReleaseSection(subject: Subject): Block[] {
  const { source, environments } = subject;
  return [
    heading(2, 'A normal release, step by step'),
    ...numbered([
      ...(source.create
        ? [
            `A person runs ${code(source.create.workflow)}, which builds the artifact once and drafts a release.`,
          ]
        : []),
      ...environments.map(environment => stepInto(subject, environment)),
    ]),
  ];
}
