import type { EnvironmentSpec } from 'backstage-plugin-release-flow-common';
import { SOURCE } from '../graph';
import { automaticWords, manualWords } from './deployWords';
import {
  bullets,
  code,
  heading,
  link,
  listed,
  md,
  table,
  type Block,
} from './markdown';
import { filled, personOf, placeOf, titleOf, type Subject } from './subject';
import { acceptedWords, peopleOf } from './words';

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function fact(name: string, value: string | undefined | false): string[] {
  return value ? [`**${name}**: ${value}`] : [];
}

function targetName(
  { binding }: Subject,
  { id, target }: EnvironmentSpec,
): string {
  const bound = binding?.environments.find(candidate => candidate.id === id);
  return bound
    ? `${md(bound.targetName)} (${code(target.type)})`
    : code(target.type);
}

function settingWords({
  settings,
}: Pick<EnvironmentSpec, 'settings'>): string | undefined {
  return settings
    ?.map(({ name, part, required, expect, visible }) => {
      const says = [
        ...(part ? [`of ${md(part)}`] : []),
        ...(required ? ['required'] : []),
        ...(expect && visible ? [`expected ${code(expect)}`] : []),
      ];
      return `${code(name)}${says.length > 0 ? ` (${says.join(', ')})` : ''}`;
    })
    .join(', ');
}

function allowWords({ allow }: EnvironmentSpec): string | undefined {
  const acts = Object.entries(allow ?? {}).map(
    ([act, refs]) => `${act}: ${peopleOf(refs as string[])}`,
  );
  return acts.length > 0 ? acts.join('; ') : undefined;
}

function factsOf(subject: Subject, environment: EnvironmentSpec): string[] {
  const { paths } = subject;
  const { automatic, manual } = environment.deploy;
  const into = paths.filter(({ to }) => to === environment.id);
  const onwards = paths.filter(({ from }) => from === environment.id);
  const urls = Object.entries(environment.urls ?? {}).map(
    ([name, url]) => `${md(name)} ${addressOf(subject, url, environment)}`,
  );
  const links = (environment.links ?? []).map(({ title, url }) =>
    link(title, filled(subject, url, environment)),
  );
  return [
    ...fact('Purpose', environment.purpose && md(environment.purpose)),
    ...fact(
      'Source',
      into.length > 0 &&
        listed(
          into.map(path =>
            path.from === SOURCE
              ? code(path.branch ?? subject.source.branch)
              : `promoted from ${md(placeOf(subject, path.from))}`,
          ),
          'or',
        ),
    ),
    ...fact('Accepts', listed(acceptedWords(environment))),
    ...fact(
      'Deployment',
      automatic && `${upper(automaticWords(subject, environment, automatic))}.`,
    ),
    ...fact(
      automatic ? 'By hand' : 'Deployment',
      manual && manualWords(subject, environment, manual),
    ),
    ...fact('Stability', environment.stability && md(environment.stability)),
    ...fact('Data', environment.data && md(environment.data)),
    ...fact(
      'Infrastructure',
      environment.infrastructure && md(environment.infrastructure),
    ),
    ...fact('Target', targetName(subject, environment)),
    ...fact(
      'Access',
      environment.access && peopleOf(environment.access, 'and'),
    ),
    ...fact('Who may', allowWords(environment)),
    ...fact('Monitoring', environment.monitoring && md(environment.monitoring)),
    ...fact('Settings', settingWords(environment)),
    ...fact(
      'Mirrors',
      environment.mirrors && md(placeOf(subject, environment.mirrors)),
    ),
    ...fact('Addresses', urls.join(', ')),
    ...fact('Links', links.join(', ')),
    ...fact(
      'Promotes to',
      onwards.length > 0
        ? listed(
            onwards.map(({ to }) => md(placeOf(subject, to))),
            'or',
          )
        : 'nothing, the way ends here',
    ),
  ];
}

function addressOf(
  subject: Subject,
  url: string,
  environment: EnvironmentSpec,
): string {
  const address = filled(subject, url, environment);
  return address.includes('<') ? code(address) : link(address, address);
}

/** A table to look things up in, then each environment by itself. */
export function environmentsSection(subject: Subject): Block[] {
  return [
    heading(2, 'Environments'),
    ...table(
      ['Environment', 'Tier', 'Accepts', 'Deployed', 'Who promotes'],
      subject.environments.map(environment => {
        const { automatic, manual } = environment.deploy;
        return [
          `**${md(titleOf(environment))}**`,
          environment.tier,
          listed(acceptedWords(environment)),
          listed([
            ...(automatic ? ['by itself'] : []),
            ...(manual ? ['by hand'] : []),
          ]),
          (environment.allow?.promote ?? [])
            .map(ref => md(personOf(ref)))
            .join(', ') || "the service's owner",
        ];
      }),
    ),
    ...subject.environments.flatMap(environment => [
      heading(
        3,
        environment.title
          ? `${environment.title} (${environment.id})`
          : environment.id,
      ),
      ...bullets(factsOf(subject, environment)),
    ]),
  ];
}
