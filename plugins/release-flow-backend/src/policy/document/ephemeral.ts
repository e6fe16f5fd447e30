import { code, heading, listed, md, numbered, type Block } from './markdown';
import { filled, titleOf, type Subject } from './subject';
import { spanOf } from './words';

/** Trying a branch without a release. */
export function ephemeralSection(subject: Subject): Block[] {
  const { ephemeral } = subject.source;
  if (!ephemeral) return [];
  const places = subject.environments
    .filter(({ accepts }) => accepts.includes('ephemeral'))
    .map(environment => md(titleOf(environment)));
  return [
    heading(2, 'Trying a branch without a release'),
    ...numbered([
      `A person chooses a branch${places.length > 0 ? `, and ${listed(places, 'or')} or none to deploy it to` : ''}. Release Flow runs ${code(ephemeral.workflow)}, which pushes the image as ${code(filled(subject, ephemeral.tag))}.`,
      places.length > 0
        ? `It may run in ${listed(places, 'or')} for ${spanOf(ephemeral.ttl)}; no release is made, so it can go nowhere else.`
        : 'No environment lets ephemeral builds in; the image is built and goes nowhere.',
      ...(places.length > 0
        ? ['To get back, restore the environment to its latest release.']
        : []),
    ]),
  ];
}
