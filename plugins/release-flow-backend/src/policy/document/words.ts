import type {
  EnvironmentSpec,
  PathSpec,
  TypedConfig,
} from 'backstage-plugin-release-flow-common';
import { acceptedKinds } from '../accepts';
import type {
  ApprovalsConfig,
  ChecklistConfig,
  FreezeConfig,
  HttpGateConfig,
  SignOffConfig,
  SourceConfig,
} from '../gateSchemas';
import { SOURCE } from '../graph';
import { gateTitle, withDefaults, type GatePlace } from '../gates/titles';
import { declaredGates } from '../planGates';
import { spanOf } from '../spans';
import { code, count, listed, md } from './markdown';
import { filled, personOf, placeOf, type Subject } from './subject';

export { spanOf };

export const peopleOf = (refs: string[], word = 'or') =>
  listed(
    refs.map(ref => md(personOf(ref))),
    word,
  );

/** What an environment lets in, in words. */
export function acceptedWords(environment: EnvironmentSpec): string[] {
  return acceptedKinds(environment.accepts).map(kind => {
    if (kind === 'ephemeral') return 'ephemeral builds';
    const [, branch] = /^branch:(.*)$/s.exec(kind) ?? [];
    return branch === undefined
      ? `${kind} releases`
      : `builds of ${code(branch)}`;
  });
}

/** Every gate on a path, those that are always there included. */
export function gatesOn(subject: Subject, path: PathSpec): TypedConfig[] {
  const environment = subject.environments.find(({ id }) => id === path.to)!;
  return declaredGates({ paths: [path] }, environment, {
    intent: 'promote',
    from: path.from,
  }).map(withDefaults);
}

export function rollbackGatesOf(environment: EnvironmentSpec): TypedConfig[] {
  return declaredGates({ paths: [] }, environment, {
    intent: 'rollback',
    from: null,
  }).map(withDefaults);
}

/** The gates on the way back stand on no path. */
export const WAY_BACK = 'rollback';
type Way = PathSpec | typeof WAY_BACK;

/** The title of a gate, in the words it is judged with. */
export function gateName(
  subject: Subject,
  gate: TypedConfig,
  way: Way,
): string {
  const named = (config: TypedConfig) =>
    gateTitle(config, standing(subject, way)) ??
    subject.words.gate(config) ??
    config.type;
  try {
    return filled(subject, named(gate));
  } catch {
    return gate.type;
  }
}

function standing(subject: Subject, way: Way): GatePlace {
  if (way === WAY_BACK) return { from: null, intent: 'rollback' };
  const { from, to } = way;
  return {
    from: from === SOURCE ? SOURCE : placeOf(subject, from),
    accepts: subject.environments.find(({ id }) => id === to)?.accepts,
  };
}

/** A gate as one sentence of Markdown. */
export function gateWords(
  subject: Subject,
  gate: TypedConfig,
  way: Way,
): string {
  const details = detailsOf(subject, gate, way);
  return `**${md(gateName(subject, gate, way))}**${details.length > 0 ? `: ${details.join('; ')}` : ''}`;
}

function detailsOf(
  subject: Subject,
  declared: TypedConfig,
  way: Way,
): string[] {
  const gate: unknown = declared;
  switch (declared.type) {
    case 'source':
      return sourceDetails(subject, gate as SourceConfig);
    case 'proven-upstream':
      return way !== WAY_BACK && way.from !== SOURCE
        ? [
            `the very artifact was verified in ${md(placeOf(subject, way.from))}, which is healthy now`,
          ]
        : [];
    case 'approvals':
      return approvalDetails(gate as ApprovalsConfig);
    case 'sign-off': {
      const { from: people } = gate as SignOffConfig;
      return [`by ${peopleOf(people)}, with a comment`];
    }
    case 'checklist':
      return [count((gate as ChecklistConfig).items.length, 'item')];
    case 'freeze':
      return ((gate as FreezeConfig).windows ?? []).map(
        ({ schedule, duration, timeZone }) =>
          `${code(schedule)} for ${spanOf(duration)}, ${md(timeZone)}`,
      );
    case 'http': {
      const { url, pointer, expect } = gate as HttpGateConfig;
      return [
        `${code(filled(subject, url))} answers with ${code(pointer)} as ${code(expect)}`,
      ];
    }
    default:
      return [];
  }
}

function sourceDetails(
  subject: Subject,
  { branch, changelog }: SourceConfig,
): string[] {
  return [
    ...(branch ? [`its commit is on ${code(filled(subject, branch))}`] : []),
    ...(changelog
      ? [
          `${code(changelog.file)} has its entry ${changelog.at === 'tag' ? 'at its tag' : `on ${code(changelog.branch)}`}${
            changelog.sections.length > 0
              ? `, with ${listed(changelog.sections.map(md))}`
              : ''
          }`,
        ]
      : []),
  ];
}

function approvalDetails(gate: ApprovalsConfig): string[] {
  const { expiresIn, requiredWhenCritical, emergency } = gate;
  return [
    ...(gate.preventSelfApproval ? ["who asks for it can't approve"] : []),
    ...(requiredWhenCritical
      ? [`${requiredWhenCritical} for a critical release`]
      : []),
    ...(expiresIn ? [`expires after ${spanOf(expiresIn)}`] : []),
    ...(emergency
      ? [
          `in an emergency ${emergency.required} of ${peopleOf(emergency.from)} with a reason`,
        ]
      : []),
  ];
}

/** Approvals on a path, all gates together. */
export function approvalsOn(subject: Subject, path: PathSpec) {
  return gatesOn(subject, path).filter(
    ({ type }) => type === 'approvals',
  ) as unknown as ApprovalsConfig[];
}
