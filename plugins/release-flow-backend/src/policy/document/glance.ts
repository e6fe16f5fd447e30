import type {
  EnvironmentSpec,
  PathSpec,
} from 'backstage-plugin-release-flow-common';
import { acceptedKinds } from '../accepts';
import { SOURCE } from '../graph';
import { isAutomaticPath, triggerWords } from './deployWords';
import { label, nodeId, stateDiagram } from './diagram';
import { bullets, code, heading, listed, md, type Block } from './markdown';
import { filled, placeOf, titleOf, type Subject } from './subject';
import { approvalsOn, gateName, gatesOn } from './words';

const environmentOf = (subject: Subject, path: PathSpec) =>
  subject.environments.find(({ id }) => id === path.to)!;

/** Code style means nothing in a diagram, and a bar ends nothing there. */
const plain = (markdown: string) =>
  markdown.replace(/`/g, '').replace(/\\\|/g, '|');

/** What a person does first, where something fires by itself on it. */
function startOf({ source }: Subject, environment: EnvironmentSpec): string {
  const { on } = environment.deploy.automatic!;
  if (on === 'release-drafted') {
    return source.create ? `Run ${source.create.workflow}` : 'Draft a release';
  }
  return on === 'release-published' ? 'Publish the release' : '';
}

function stepOn(subject: Subject, path: PathSpec): string[] {
  const environment = environmentOf(subject, path);
  const { automatic, manual } = environment.deploy;
  if (automatic && isAutomaticPath(subject, path)) {
    const start = startOf(subject, environment);
    return start
      ? [start, 'deployed by itself']
      : [`By itself ${plain(triggerWords(subject, automatic))}`];
  }
  const people = gatesOn(subject, path)
    .filter(({ type }) => ['approvals', 'sign-off', 'wait'].includes(type))
    .map(gate => gateName(subject, gate, path));
  return [
    {
      tag: 'Promote, by tag',
      branch: 'Promote, through a branch',
      external: 'Deployed elsewhere',
    }[manual?.by as string] ?? 'Promote',
    ...people,
  ];
}

/** What people do, once each, in the order of the environments. */
function actsOf(subject: Subject): string[] {
  return subject.environments.flatMap(environment => {
    const into = subject.paths.filter(({ to }) => to === environment.id);
    const { automatic } = environment.deploy;
    const title = md(titleOf(environment));
    if (automatic && into.some(path => isAutomaticPath(subject, path))) {
      const start = startOf(subject, environment);
      return start ? [`**${md(start)}**: it goes to ${title} by itself`] : [];
    }
    const counts = into.map(path =>
      approvalsOn(subject, path).reduce((sum, gate) => sum + gate.required, 0),
    );
    const most = Math.max(0, ...counts);
    return [
      `**Promote to ${title}**${most > 0 ? `, with ${most} ${most === 1 ? 'approval' : 'approvals'}` : ''}`,
    ];
  });
}

/** The states of an artifact, and what moves it. */
export function glanceSection(subject: Subject): Block[] {
  const nodes = subject.environments.map(environment => ({
    id: nodeId(environment.id),
    label: label(
      titleOf(environment),
      listed(
        acceptedKinds(environment.accepts).map(kind =>
          kind.replace(/^branch:/, 'builds of '),
        ),
      ),
    ),
  }));
  const edges = subject.paths.map(path => ({
    from: path.from === SOURCE ? '[*]' : nodeId(path.from),
    to: nodeId(path.to),
    label: label(
      ...(path.branch ? [path.branch] : []),
      ...stepOn(subject, path),
    ),
  }));
  const components = subject.spec.artifacts.map(({ component, image }) =>
    image
      ? `${md(component)} (${code(filled(subject, image))}, by digest)`
      : `${md(component)} (by commit)`,
  );
  return [
    heading(2, 'At a glance'),
    stateDiagram({ nodes, edges }),
    'What people do:',
    ...bullets(actsOf(subject)),
    `One artifact moves through all of it and is never rebuilt on the way: ${listed(components)}.`,
  ];
}

/** The graph alone, with who or what moves an artifact along each path. */
export function pathEdges(subject: Subject) {
  return subject.paths.map(path => {
    const required = approvalsOn(subject, path).reduce(
      (sum, gate) => sum + gate.required,
      0,
    );
    return {
      from: nodeId(path.from),
      to: nodeId(path.to),
      label: label(
        isAutomaticPath(subject, path) ? 'automatic' : 'manual',
        required > 0
          ? `${required} ${required === 1 ? 'approval' : 'approvals'}`
          : '',
      ),
    };
  });
}

export const pathNodes = (subject: Subject) => [
  { id: nodeId(SOURCE), label: label(placeOf(subject, SOURCE)) },
  ...subject.environments.map(environment => ({
    id: nodeId(environment.id),
    label: label(titleOf(environment)),
  })),
];
