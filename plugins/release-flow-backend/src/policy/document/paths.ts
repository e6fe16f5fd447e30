import type { PathSpec } from 'backstage-plugin-release-flow-common';
import { isAutomaticPath } from './deployWords';
import { flowchart } from './diagram';
import { pathEdges, pathNodes } from './glance';
import {
  bullets,
  code,
  count,
  heading,
  listed,
  md,
  type Block,
} from './markdown';
import { placeOf, type Subject } from './subject';
import { approvalsOn, gatesOn, gateWords, peopleOf } from './words';

const weightOf = (subject: Subject, path: PathSpec) => {
  const gates = gatesOn(subject, path);
  const voices = approvalsOn(subject, path).reduce(
    (sum, { required }) => sum + required,
    0,
  );
  return voices * 100 + gates.length;
};

/** The path that asks for more than any other. */
export function strictestPath(subject: Subject): PathSpec | undefined {
  const weights = subject.paths.map(path => weightOf(subject, path));
  const most = Math.max(...weights);
  const strictest = subject.paths.filter(
    (_path, index) => weights[index] === most,
  );
  return subject.paths.length > 1 && strictest.length === 1
    ? strictest[0]
    : undefined;
}

function approvalWords(subject: Subject, path: PathSpec): string {
  const approvals = approvalsOn(subject, path);
  return approvals.length === 0
    ? 'No approval required'
    : `**${listed(approvals.map(({ required, from }) => `${count(required, 'approval')} required, from ${peopleOf(from)}`))}**`;
}

export const pathTitle = (subject: Subject, { from, to }: PathSpec) =>
  `${placeOf(subject, from)} → ${placeOf(subject, to)}`;

/** Every way an artifact may take; there are no others. */
export function pathsSection(subject: Subject): Block[] {
  const strictest = strictestPath(subject);
  return [
    heading(2, 'Promotion paths'),
    flowchart({ nodes: pathNodes(subject), edges: pathEdges(subject) }),
    'These are all the paths there are; any other promotion is refused.',
    ...subject.paths.flatMap(path => [
      heading(3, pathTitle(subject, path)),
      ...bullets([
        isAutomaticPath(subject, path) ? 'Automatic' : 'Manual promotion',
        ...(path.branch ? [`Only builds of ${code(path.branch)}`] : []),
        approvalWords(subject, path),
        `Gates:${gatesOn(subject, path)
          .map(gate => `\n- ${gateWords(subject, gate, path)}`)
          .join('')}`,
        ...(path === strictest
          ? [
              `Strictest of all paths; it ends in ${md(placeOf(subject, path.to))}`,
            ]
          : []),
      ]),
    ]),
  ];
}
