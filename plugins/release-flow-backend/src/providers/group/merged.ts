import {
  artifactKey,
  artifactLabel,
  type Artifact,
  type Health,
} from 'backstage-plugin-release-flow-common';
import type {
  TargetObservation,
  TargetPart,
} from 'backstage-plugin-release-flow-node';
import type { Part } from './parts';

interface Seen {
  part: Part;
  observation: TargetObservation;
}

/** One observation of several: set to an artifact only where every part is, and healthy only if all are. */
export function merged(seen: Seen[], components: string[]): TargetObservation {
  const configured = together(seen, components, ({ configured: it }) => it);
  const running = together(seen, components, ({ running: it }) => it);
  const states = [...new Set(seen.map(({ observation }) => observation.state))];
  const changes = seen.flatMap(
    ({ observation: { changedAt } }) => changedAt ?? [],
  );
  return {
    ...(configured && { configured }),
    ...(running && { running }),
    ...(!configured && { label: differing(seen) }),
    health: worst(seen),
    state: states.join(', '),
    hosts: [...new Set(seen.flatMap(({ observation }) => observation.hosts))],
    ...(changes.length > 0 && { changedAt: changes.sort().at(-1) }),
    parts: seen.map(partOf),
  };
}

function partOf({ part, observation }: Seen): TargetPart {
  const { configured, running, label, health, state } = observation;
  return {
    name: part.name,
    ...(configured && { configured }),
    ...(running && { running }),
    ...(label !== undefined && { label }),
    health,
    state,
  };
}

/** Every component by the one identity that all parts with it tell; nothing where one is silent. */
function together(
  seen: Seen[],
  components: string[],
  read: (observation: TargetObservation) => Artifact | undefined,
): Artifact | undefined {
  const told: Artifact = [];
  for (const { part, observation } of seen) {
    const own = read(observation);
    const isWhole = part.components.every(name =>
      own?.some(({ component }) => component === name),
    );
    if (!own || !isWhole) return undefined;
    told.push(...own);
  }
  const first = components.map(name =>
    told.find(({ component }) => component === name),
  );
  const whole = first.filter(entry => entry !== undefined);
  const keys = new Set(told.map(entry => artifactKey([entry])));
  const isOne =
    whole.length === components.length && keys.size === whole.length;
  return isOne ? whole : undefined;
}

function differing(seen: Seen[]): string {
  return seen
    .map(({ part, observation: { configured, label } }) => {
      const what =
        label ?? (artifactLabel(configured).slice(0, 19) || 'unknown');
      return `${part.name}: ${what}`;
    })
    .join(', ');
}

function worst(seen: Seen[]): Health {
  const of = (status: Health['status']) =>
    seen.filter(({ observation }) => observation.health.status === status);
  const status = (['unhealthy', 'unknown'] as const).find(
    candidate => of(candidate).length > 0,
  );
  const shown = status ? of(status) : seen;
  return {
    status: status ?? 'healthy',
    message: shown
      .map(
        ({ part, observation }) =>
          `${part.name}: ${observation.health.message}`,
      )
      .join('; '),
  };
}
