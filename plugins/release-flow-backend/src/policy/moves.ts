import type { PathState } from 'backstage-plugin-release-flow-common';
import type {
  BuildRecord,
  DeploymentRecord,
  EnvironmentRecord,
  OperationRecord,
  ReleaseRecord,
} from '../database/records';
import { acceptsRelease } from './accepts';
import type { Binding, BoundEnvironment } from './binding';
import { pathBetween, SOURCE } from './graph';
import { releaseProblem } from './tagPlace';

export interface MoveFacts {
  environments: Map<string, EnvironmentRecord>;
  current: Map<string, DeploymentRecord>;
  releases: ReleaseRecord[];
  builds: Map<string, BuildRecord>;
  open: OperationRecord[];
  /** Whether the reader may see what runs there. */
  mayRead(environment: string): boolean;
}

/** In one line: why the next move on a path is or isn't possible. Pure, from the database only. */
export function pathStates(binding: Binding, facts: MoveFacts): PathState[] {
  return binding.paths
    .filter(path => path.from !== SOURCE)
    .map(path => {
      const to = binding.environments.find(
        environment => environment.id === path.to,
      )!;
      return {
        from: path.from,
        to: path.to,
        release: null,
        promotionId: null,
        ...moveOn(path.from, to, binding, facts),
      };
    });
}

type Move = Pick<PathState, 'status' | 'code' | 'message'> &
  Partial<Pick<PathState, 'release' | 'promotionId'>>;

function moveOn(
  from: string,
  to: BoundEnvironment,
  binding: Binding,
  facts: MoveFacts,
): Move {
  const title = to.title ?? to.id;
  const upstream = facts.current.get(from);
  const live = facts.current.get(to.id);
  const open = facts.open.find(
    operation =>
      operation.kind === 'promotion' && operation.environment === to.id,
  );
  const hidden = binding.environments.find(
    ({ id }) => [from, to.id].includes(id) && !facts.mayRead(id),
  );
  if (hidden) {
    return {
      status: 'stopped',
      code: 'withheld',
      message: `You may not see what runs in ${hidden.title ?? hidden.id}`,
    };
  }
  if (open) {
    const passed = open.gates.filter(gate => gate.status === 'passed').length;
    return {
      status: 'open',
      code: open.state,
      message:
        open.state === 'waiting' && open.gates.length > 0
          ? `${passed} of ${open.gates.length} gates passed`
          : open.message,
      promotionId: open.id,
    };
  }
  if (!upstream) {
    return {
      status: 'stopped',
      code: 'nothing-upstream',
      message: `Nothing runs in ${from} yet`,
    };
  }
  const build = upstream.buildId
    ? facts.builds.get(upstream.buildId)
    : undefined;
  if (build?.intent === 'ephemeral' && !to.accepts.includes('ephemeral')) {
    return {
      status: 'stopped',
      code: 'ephemeral',
      message: 'An ephemeral build stops here',
    };
  }
  if (live && live.artifactKey === upstream.artifactKey) {
    return {
      status: 'current',
      code: 'same-artifact',
      message: `${title} runs the same`,
    };
  }
  const release = travellerOf(binding, from, to, upstream, facts);
  if (!release) {
    return {
      status: 'stopped',
      code: 'no-release',
      message: `${upstream.label} is no release`,
    };
  }
  const named = { id: release.id, label: release.tag };
  if (release.rejected) {
    return {
      status: 'stopped',
      code: 'rejected',
      message: `${release.tag} was rejected`,
      release: named,
    };
  }
  const problem = releaseProblem(release);
  if (problem) {
    return {
      status: 'stopped',
      code: problem.code,
      message: problem.message,
      release: named,
    };
  }
  if (!acceptsRelease(to.accepts, release)) {
    return {
      status: release.state === 'draft' ? 'automatic' : 'stopped',
      code: `${release.state}-not-accepted`,
      message:
        release.state === 'draft' &&
        to.deploy.automatic?.on === 'release-published'
          ? `Publishing ${release.tag} deploys it to ${title}`
          : `${release.tag} is a ${release.state}${release.branch ? ` of ${release.branch}` : ''}`,
      release: named,
    };
  }
  const health = facts.environments.get(from)?.observation?.health;
  if (health?.status === 'unhealthy') {
    return {
      status: 'stopped',
      code: 'upstream-unhealthy',
      message: `${from} is unhealthy`,
      release: named,
    };
  }
  if (!to.deploy.manual || to.deploy.manual.by === 'external') {
    return {
      status: 'automatic',
      code: 'external',
      message: `${title} is deployed elsewhere`,
      release: named,
    };
  }
  if (binding.mode !== 'enforce') {
    return {
      status: 'stopped',
      code: `mode-${binding.mode}`,
      message: `The flow is in ${binding.mode} mode`,
      release: named,
    };
  }
  return {
    status: 'possible',
    code: 'possible',
    message: `${release.tag} may move on`,
    release: named,
  };
}

/** Of all that names what runs upstream: what may go on, and a release rather than a build. */
function travellerOf(
  binding: Binding,
  from: string,
  to: BoundEnvironment,
  { artifactKey }: DeploymentRecord,
  { releases }: MoveFacts,
): ReleaseRecord | undefined {
  const same = releases
    .filter(candidate => candidate.artifactKey === artifactKey)
    .sort((a, b) => Number(a.state === 'build') - Number(b.state === 'build'));
  return (
    same.find(
      candidate =>
        acceptsRelease(to.accepts, candidate) &&
        pathBetween(binding, from, to.id, candidate),
    ) ?? same[0]
  );
}
