import type { EnvironmentSpec } from 'backstage-plugin-release-flow-common';
import type { ApprovalsConfig } from '../gateSchemas';
import { SOURCE } from '../graph';
import { fullMatcher } from '../patterns';
import { chain } from './diagram';
import { code, heading, listed, md, numbered, type Block } from './markdown';
import { exampleOf } from './patternExample';
import { personOf, placeOf, titleOf, type Subject } from './subject';
import { approvalsOn, gatesOn } from './words';

const BASES = {
  production: 'the tag that production runs',
  main: 'the main branch',
  release: 'a release branch',
};

/** Environments from where a branch enters to production, the shortest way. */
export function wayFrom(subject: Subject, entry: string): string[] {
  const queue = [[entry]];
  while (queue.length > 0) {
    const way = queue.shift()!;
    const last = way[way.length - 1];
    const environment = subject.environments.find(({ id }) => id === last);
    if (environment?.tier === 'production') return way;
    queue.push(
      ...subject.paths
        .filter(({ from, to }) => from === last && !way.includes(to))
        .map(({ to }) => [...way, to]),
    );
  }
  return [entry];
}

const matches = (
  pattern: string,
  branch: string | undefined,
  example: string | undefined,
) =>
  pattern === branch ||
  (example !== undefined && fullMatcher(pattern)(example));

/** The first environment that a hotfix branch may enter, if it has a way of its own. */
export function hotfixEntry(subject: Subject): EnvironmentSpec | undefined {
  const branch = subject.source.hotfix?.branch;
  const example = branch && exampleOf(branch);
  return subject.environments.find(({ id, accepts }) =>
    subject.paths.some(
      path =>
        path.from === SOURCE &&
        path.to === id &&
        (!path.branch || matches(path.branch, branch, example)),
    )
      ? accepts.some(
          accept =>
            typeof accept === 'object' &&
            'branch' in accept &&
            matches(accept.branch, branch, example),
        )
      : false,
  );
}

function approvalStep(subject: Subject, way: string[]): string {
  const last = way[way.length - 1];
  const paths = subject.paths.filter(({ to }) => to === last);
  const gates: ApprovalsConfig[] = paths.flatMap(path =>
    approvalsOn(subject, path),
  );
  const urgent = gates.find(({ emergency }) => emergency)?.emergency;
  const title = md(placeOf(subject, last));
  if (urgent) {
    return `In an emergency, ${urgent.required} of ${listed(
      urgent.from.map(ref => md(personOf(ref))),
      'or',
    )} approves for ${title}, with a reason.`;
  }
  return gates.length > 0
    ? `${title} asks for the same approvals as always; there is no emergency approval.`
    : `${title} asks for no approval.`;
}

/** Urgent fixes: from where, along which way, and back. */
export function hotfixSection(subject: Subject): Block[] {
  const { hotfix } = subject.source;
  if (!hotfix) return [];
  const entry = hotfixEntry(subject);
  const first = subject.paths.find(({ from }) => from === SOURCE)!.to;
  const way = wayFrom(subject, entry?.id ?? first);
  const bases = listed(
    hotfix.base.map(base => BASES[base]),
    'or',
  );
  const example = exampleOf(hotfix.branch) ?? hotfix.branch;
  return [
    heading(2, 'Hotfix'),
    chain([
      bases,
      `Branch ${example}`,
      'Fix, test and review',
      ...way.map(id => placeOf(subject, id)),
      `Backport to ${hotfix.backport}`,
    ]),
    ...numbered([
      `Make a branch like ${code(hotfix.branch)} from ${bases}.`,
      'Fix as little as possible, test it, and have it reviewed.',
      entry
        ? `Its builds may enter ${md(titleOf(entry))} without a release; deploy one there and look at it.`
        : `Make a release of it; it goes the way of every release, from ${md(placeOf(subject, first))} on.`,
      ...way.slice(1).map((id, index) => {
        const path = subject.paths.find(
          ({ from, to }) => from === way[index] && to === id,
        )!;
        const gates = gatesOn(subject, path).length;
        return `Promote it from ${md(placeOf(subject, path.from))} to ${md(placeOf(subject, id))}, through ${gates} gates.`;
      }),
      approvalStep(subject, way),
      `Bring the fix back to ${code(hotfix.backport)}; a reminder stays until it is there.`,
    ]),
  ];
}
