import type { TypedConfig } from 'backstage-plugin-release-flow-common';
import type { Binding, BoundEnvironment } from './binding';
import { versionSaid } from './branches';
import { pathBetween } from './graph';
import type { ApprovalsConfig, SourceConfig } from './gateSchemas';
import {
  resolveDeep,
  resolvePattern,
  resolveText,
  type LookupScope,
} from './lookups';
import { humanApprovalGates } from './humanApproval';
import type { PlanSubject } from './plan';

/** Gates that no flow has to name and none can leave out. */
const ALWAYS: TypedConfig[] = [
  { type: 'source' },
  { type: 'proven-upstream' },
  { type: 'artifact-available' },
  { type: 'freeze' },
];

/** Where a tag that deploys may stand; there for every environment deployed by one. */
export interface TagPlaceConfig {
  type: 'tag-place';
  tag: string;
  /** The tag that deployed this version where it comes from. */
  upstream: string | null;
}

type Declared = Pick<BoundEnvironment, 'id' | 'gates' | 'rollback'>;
type Wish = Pick<PlanSubject, 'intent' | 'from'> &
  Partial<Pick<PlanSubject, 'release'>>;

function rollbackGates(environment: Declared): TypedConfig[] {
  const { gates } = environment.rollback;
  if (gates === 'same') return environment.gates;
  return gates === 'none' ? [] : gates;
}

function chosenGates(
  binding: Pick<Binding, 'paths'>,
  environment: Declared,
  { intent, from, release }: Wish,
): TypedConfig[] {
  const declared = environment.gates;
  if (intent === 'rollback') return rollbackGates(environment);
  if (intent !== 'promote') return declared;
  const path = from && pathBetween(binding, from, environment.id, release);
  return [...declared, ...((path && path.gates) || [])];
}

/** What every promotion meets; a build has no release and no upstream to be judged. */
function alwaysGates({ intent }: Wish): TypedConfig[] {
  const left = {
    promote: [],
    rollback: [],
    restore: [],
    redeploy: ['proven-upstream'],
    ephemeral: ['source', 'proven-upstream', 'artifact-available'],
  }[intent] as string[];
  return ALWAYS.filter(({ type }) => !left.includes(type));
}

/**
 * The gates on the way in, as declared: those that are always there, as the flow words them where
 * it does, then the flow's own.
 */
export function declaredGates(
  binding: Pick<Binding, 'paths'>,
  environment: Declared,
  wish: Wish,
): TypedConfig[] {
  const chosen = chosenGates(binding, environment, wish);
  const named = new Set(ALWAYS.map(gate => gate.type));
  return [
    ...alwaysGates(wish).map(
      gate => chosen.find(({ type }) => type === gate.type) ?? gate,
    ),
    ...chosen.filter(gate => !named.has(gate.type)),
  ];
}

/** The gates of a plan: the declared ones, resolved for what moves. Throws `LookupError`. */
export function gatesOf(
  binding: Binding,
  environment: BoundEnvironment,
  subject: PlanSubject,
  scope: LookupScope,
): TypedConfig[] {
  const gates = declaredGates(binding, environment, subject).map(gate =>
    resolveGate(gate, subject, scope),
  );
  return [
    ...gates,
    ...tagGates(binding, environment, subject, scope),
    ...humanApprovalGates(binding, environment, subject, gates),
  ];
}

function tagGates(
  binding: Binding,
  environment: BoundEnvironment,
  { intent, from }: PlanSubject,
  scope: LookupScope,
): TypedConfig[] {
  const { manual, rollback } = environment.deploy;
  const isByTag = manual?.by === 'tag' && (intent === 'promote' || !rollback);
  if (!isByTag || intent === 'ephemeral') return [];
  const upstream = binding.environments.find(({ id }) => id === from);
  const before = intent === 'promote' ? upstream?.deploy.manual : undefined;
  const gate: TagPlaceConfig = {
    type: 'tag-place',
    tag: resolveText(manual.tag, scope, 'tag'),
    upstream:
      before?.by === 'tag'
        ? resolveText(
            before.tag,
            { ...scope, environment: { id: from } },
            'tag',
          )
        : null,
  };
  return [{ ...gate }];
}

function resolveGate(
  gate: TypedConfig,
  subject: PlanSubject,
  scope: LookupScope,
): TypedConfig {
  switch (gate.type) {
    case 'source':
      return resolveSource(gate as unknown as SourceConfig, subject, scope);
    case 'approvals':
      return forRelease(gate as unknown as ApprovalsConfig, subject);
    default:
      return resolveDeep(gate, scope) as TypedConfig;
  }
}

function resolveSource(
  { branch, changelog, ...rest }: SourceConfig,
  { release, version }: PlanSubject,
  scope: LookupScope,
): TypedConfig {
  const isNamed = version ?? versionSaid(release);
  return {
    ...rest,
    ...(branch && { branch: resolveText(branch, scope, 'input') }),
    // A build may have no version to look for.
    ...(changelog &&
      isNamed && {
        changelog: {
          ...changelog,
          heading: resolvePattern(changelog.heading, scope),
        },
      }),
  };
}

/** A critical release needs more voices; that is part of the plan, so marking it voids approvals. */
function forRelease(
  { requiredWhenCritical, ...gate }: ApprovalsConfig,
  { release }: PlanSubject,
): TypedConfig {
  return {
    ...gate,
    required:
      release?.critical && requiredWhenCritical
        ? Math.max(gate.required, requiredWhenCritical)
        : gate.required,
  };
}
