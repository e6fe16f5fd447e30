import { SOURCE } from '../graph';
import { flowchart, label, nodeId } from './diagram';
import {
  bullets,
  code,
  heading,
  link,
  listed,
  md,
  numbered,
  table,
  type Block,
} from './markdown';
import { filled, placeOf, type Subject } from './subject';

/** How the documentation is published. */
export function docsSection(subject: Subject): Block[] {
  const { docs } = subject.spec;
  if (!docs) return [];
  const site = filled(subject, docs.site);
  return [
    heading(2, 'Publishing the documentation'),
    ...bullets([
      `${code(docs.workflow)} builds and publishes ${site.includes('<') ? code(site) : link(site, site)}.`,
      'It can be published by hand from the portal, between releases.',
    ]),
  ];
}

/** Infrastructure goes its own way, environment by environment. */
export function infrastructureSection(subject: Subject): Block[] {
  const { infrastructure } = subject.spec;
  if (!infrastructure) return [];
  const { workflow, plannedFor } = infrastructure;
  const path = filled(subject, infrastructure.path);
  const environments = Object.entries(infrastructure.environments);
  const planned = plannedFor
    ? `Plan on ${placeOf(subject, plannedFor)}`
    : 'Plan';
  const node = (id: string, ...lines: string[]) => ({
    id: nodeId(id),
    label: label(...lines),
  });
  return [
    heading(2, 'Infrastructure changes'),
    flowchart({
      nodes: [
        node('request', `Pull request touches ${path}`),
        node('plan', planned),
        node('merge', `Merge to ${subject.source.branch}`),
        node('again', planned),
        node('dispatch', `Run ${workflow}`, 'once for each environment'),
        ...environments.map(([id]) =>
          node(`apply-${id}`, `Apply to ${placeOf(subject, id)}`),
        ),
      ],
      edges: [
        { from: 'request', to: 'plan', label: 'automatic' },
        { from: 'plan', to: 'merge' },
        { from: 'merge', to: 'again', label: 'automatic' },
        { from: 'again', to: 'dispatch' },
        ...environments.map(([id]) => ({
          from: 'dispatch',
          to: `apply-${id}`,
        })),
      ].map(edge => ({
        ...edge,
        from: nodeId(edge.from),
        to: nodeId(edge.to),
      })),
    }),
    ...numbered([
      `Open a pull request that touches ${code(path)}. ${plannedFor ? `The plan that runs by itself is for ${md(placeOf(subject, plannedFor))} only; plan the others by hand.` : 'The plan runs by itself.'}`,
      'Merge it. Nothing is applied by that.',
      `Run ${code(workflow)} for one environment after the other: ${listed(environments.map(([id, name]) => `${md(placeOf(subject, id))} (${code(name)})`))}. They are independent of each other.`,
    ]),
    'Apply a change to an environment before the release that needs it is promoted there.',
  ];
}

/** Branches, where they may go, and how they are protected. */
export function branchesSection(subject: Subject): Block[] {
  const { source, paths, spec } = subject;
  const patterns = [
    ...new Set([
      source.branch,
      ...(source.branches ?? []),
      ...(source.hotfix ? [source.hotfix.branch] : []),
    ]),
  ];
  const rows = patterns.map(pattern => {
    const places = paths
      .filter(
        ({ from, branch }) =>
          from === SOURCE && (branch ?? source.branch) === pattern,
      )
      .map(({ to }) => md(placeOf(subject, to)));
    return [code(pattern), listed(places)];
  });
  const protection = (spec.protection ?? []).map(
    ({ branch, reviews, checks, forcePushes, directPushes }) => [
      code(branch),
      reviews === undefined ? '' : String(reviews),
      (checks ?? []).map(code).join(', '),
      directPushes ? 'allowed' : 'refused',
      forcePushes ? 'allowed' : 'refused',
    ],
  );
  return [
    heading(2, 'Branches'),
    ...table(['Branch', 'Its first environments'], rows),
    ...(protection.length > 0
      ? [
          heading(3, 'Branch protection'),
          ...table(
            [
              'Branch',
              'Reviews',
              'Required checks',
              'Direct pushes',
              'Force pushes',
            ],
            protection,
          ),
        ]
      : []),
  ];
}
