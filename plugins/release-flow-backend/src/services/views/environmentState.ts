import type { EnvironmentState } from 'backstage-plugin-release-flow-common';
import type {
  TargetObservation,
  TargetPart,
} from 'backstage-plugin-release-flow-node';
import {
  artifactKey,
  artifactLabel,
} from 'backstage-plugin-release-flow-common';
import { pick } from 'lodash';
import type { DeploymentRecord, EnvironmentRecord } from '../../database';
import { acceptedKinds, acceptsRelease } from '../../policy/accepts';
import { type BoundEnvironment } from '../../policy/binding';
import { covers, freezeAt } from '../../policy/freezes';
import { SOURCE } from '../../policy/graph';
import { placeProblem, releaseProblem } from '../../policy/tagPlace';
import { deploymentView } from './deploymentView';
import { drillHint } from './drillHint';
import type { ServiceFacts } from './serviceState';

/** One environment: what runs there, since when, and what may be done. Pure. */
export function environmentState(
  facts: ServiceFacts,
  environment: BoundEnvironment,
  records: Map<string, EnvironmentRecord>,
  current: Map<string, DeploymentRecord>,
): EnvironmentState {
  const record = records.get(environment.id);
  const recorded = current.get(environment.id);
  const build = facts.builds.find(({ id }) => id === recorded?.buildId);
  const promotion = facts.open.find(
    operation =>
      operation.kind === 'promotion' &&
      operation.environment === environment.id,
  );
  const observation = record?.observation;
  return {
    id: environment.id,
    title: environment.title ?? environment.id,
    tier: environment.tier,
    purpose: environment.purpose ?? null,
    access: environment.access ?? [],
    about: aboutOf(environment),
    urls: environment.urls,
    links: environment.links,
    target: {
      type: environment.target.type,
      name: environment.targetName,
    },
    accepts: acceptedKinds(environment.accepts),
    recorded: recorded ? deploymentView(recorded) : null,
    declared: record?.declared ?? null,
    observed: {
      configured: observation?.configured ?? null,
      running: observation?.running ?? null,
      label: observedLabel(facts, observation) ?? observation?.label ?? null,
      health: observation?.health ?? {
        status: 'unknown',
        message: 'Not read yet',
      },
      ...(observation?.parts && {
        parts: observation.parts.map(part => ({
          name: part.name,
          label: partLabel(facts, part),
          health: part.health,
        })),
      }),
      reading: {
        source: environment.targetName,
        at: record?.observedAt ?? null,
        error: record?.observationError ?? null,
      },
    },
    withheld: facts.mayRead(environment.id) ? null : withheldFrom(environment),
    drift:
      record?.drift && record.driftSince
        ? { since: record.driftSince, message: record.drift }
        : null,
    problem: problemOf(facts, recorded),
    hold: record?.hold ? pick(record.hold, ['by', 'at', 'reason']) : null,
    freeze: freezeOf(facts, environment),
    ephemeral:
      build?.intent === 'ephemeral'
        ? { ref: build.ref, commit: build.commit, expiresAt: build.expiresAt }
        : null,
    behind: behindOf(facts, environment, recorded, current),
    openPromotion: promotion
      ? {
          id: promotion.id,
          state: promotion.state,
          label: promotion.label,
          gatesPassed: promotion.gates.filter(gate => gate.status === 'passed')
            .length,
          gatesTotal: promotion.gates.length,
        }
      : null,
    restore: restoreOf(facts, environment, recorded),
    revert: revertOf(facts, environment, recorded),
    drill: drillHint({ ...facts, environment, record, recorded }),
    lastDrill: record?.lastDrill ?? null,
    can: {
      promote: facts.mayAct(environment, 'promote'),
      rollback: facts.mayAct(environment, 'rollback'),
      ephemeral:
        environment.accepts.includes('ephemeral') &&
        Boolean(facts.binding.source.ephemeral) &&
        facts.mayAct(environment, 'ephemeral'),
      hold: facts.mayAct(environment, 'hold'),
      override: facts.mayAct(environment, 'override'),
      emergency: facts.mayAct(environment, 'emergency'),
    },
  };
}

function withheldFrom({ access = [] }: BoundEnvironment): string {
  return access.length > 0
    ? `Who may see what runs here: ${access.join(', ')}`
    : 'Your permissions do not let you see what runs here';
}

/** Of what runs here, whoever deployed it. */
function problemOf(
  { releases }: ServiceFacts,
  recorded: DeploymentRecord | undefined,
): EnvironmentState['problem'] {
  const release = releases.find(({ id }) => id === recorded?.releaseId);
  return release ? placeProblem(release) : null;
}

function aboutOf(environment: BoundEnvironment): EnvironmentState['about'] {
  const { stability, data, infrastructure } = environment;
  const { monitoring, monitoringLevel } = environment;
  const watched = [monitoring, monitoringLevel && `level ${monitoringLevel}`];
  return {
    stability: stability ?? null,
    data: data ?? null,
    infrastructure: infrastructure ?? null,
    monitoring: watched.filter(Boolean).join(', ') || null,
  };
}

function revertOf(
  { binding }: ServiceFacts,
  { rollback }: BoundEnvironment,
  recorded: DeploymentRecord | undefined,
): EnvironmentState['revert'] {
  const commit = recorded?.commit;
  return rollback.revert && commit
    ? {
        commit,
        url: `${binding.repository.url}/pulls?q=${encodeURIComponent(`is:pr ${commit}`)}`,
      }
    : null;
}

/** The freeze that stops deployments here now; the one that ends last. */
function freezeOf(
  { freezes, binding, now }: ServiceFacts,
  environment: BoundEnvironment,
): EnvironmentState['freeze'] {
  const subject = {
    service: binding.service.ref,
    owner: binding.service.owner,
    flow: binding.flow.ref,
    environment: environment.id,
    tier: environment.tier,
  };
  const [found] = freezes
    .filter(({ scope }) => covers(scope, subject))
    .flatMap(freeze => {
      const span = freezeAt(freeze, now).active;
      return span ? [{ freeze, until: span.until }] : [];
    })
    .sort((a, b) => (b.until ?? '9').localeCompare(a.until ?? '9'));
  if (!found) return null;
  const { id, title, reason } = found.freeze;
  return { id, title, reason, until: found.until };
}

/** A release by the one part that is asked for, for parts may run different ones. */
function partLabel(facts: ServiceFacts, part: TargetPart): string | null {
  const { configured, label } = part;
  if (!configured) return label ?? null;
  const keys = configured.map(entry => artifactKey([entry]));
  const release = facts.releases.find(({ artifactKey: of }) =>
    keys.every(key => of?.split(',').includes(key)),
  );
  return release?.tag ?? label ?? artifactLabel(configured);
}

function observedLabel(
  facts: ServiceFacts,
  observation: TargetObservation | null | undefined,
): string | null {
  const { configured, parts } = observation ?? {};
  if (!configured) return null;
  const key = artifactKey(configured);
  const release = facts.releases.find(({ artifactKey: of }) => of === key);
  const build = facts.builds.find(({ artifactKey: of }) => of === key);
  const known = release?.tag ?? build?.ref;
  return known ?? partLabels(facts, parts) ?? artifactLabel(configured);
}

/** What each part runs, where together they are no release. */
function partLabels(
  facts: ServiceFacts,
  parts: TargetPart[] | undefined,
): string | undefined {
  return parts
    ?.map(part => `${part.name}: ${partLabel(facts, part) ?? 'unknown'}`)
    .join(', ');
}

/** How far an environment is behind the one before it; a branch does not count. */
function behindOf(
  facts: ServiceFacts,
  environment: BoundEnvironment,
  recorded: DeploymentRecord | undefined,
  current: Map<string, DeploymentRecord>,
): EnvironmentState['behind'] {
  const path = facts.binding.paths.find(
    ({ to, from }) => to === environment.id && from !== SOURCE,
  );
  const upstream = path && current.get(path.from);
  if (!upstream || !recorded) return null;
  if (upstream.artifactKey === recorded.artifactKey) return null;
  const build = facts.builds.find(({ id }) => id === upstream.buildId);
  if (build?.intent === 'ephemeral') return null;
  const published = facts.releases.filter(({ state }) => state === 'published');
  const position = (record: DeploymentRecord) =>
    published.findIndex(({ artifactKey: key }) => key === record.artifactKey);
  const [ahead, here] = [position(upstream), position(recorded)];
  const releases = ahead >= 0 && here > ahead ? here - ahead : 0;
  const comparison = facts.comparisons.get(
    `${recorded.commit}...${upstream.commit}`,
  );
  const commits = comparison?.ahead ?? null;
  if (releases === 0 && !commits) return null;
  return { environment: path.from, releases, commits };
}

/** The newest release an environment may have, when it runs something else. */
function restoreOf(
  facts: ServiceFacts,
  environment: BoundEnvironment,
  recorded: DeploymentRecord | undefined,
): EnvironmentState['restore'] {
  const manual = environment.deploy.manual;
  if (!manual || manual.by === 'external') return null;
  const latest = facts.releases.find(
    release =>
      ['published', 'build'].includes(release.state) &&
      release.artifact &&
      !releaseProblem(release) &&
      !release.rejected &&
      acceptsRelease(environment.accepts, release),
  );
  if (!latest || latest.artifactKey === recorded?.artifactKey) return null;
  return { releaseId: latest.id, label: latest.tag };
}
