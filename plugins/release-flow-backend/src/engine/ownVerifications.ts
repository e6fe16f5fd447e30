import type { TargetObservation } from 'backstage-plugin-release-flow-node';
import { Duration } from 'luxon';
import type { OperationMemory, OperationRecord } from '../database';
import { availabilityText, type Availability } from '../policy/availability';
import { bakeEveryMs, bakeOn, bakeWithinMs } from '../policy/bake';
import type { ChecklistConfig } from '../policy/gateSchemas';
import { judgeChecklist } from '../policy/gates/checklist';
import { notesProof } from '../policy/publishedNotes';
import { passedVerifications } from '../policy/steps';
import type {
  AvailabilityConfig,
  BakeConfig,
} from '../policy/verificationSchemas';
import { after } from './backoff';
import type { EngineContext } from './context';
import { configuredKey } from './observeTarget';

export interface OwnAnswer {
  status: 'passed' | 'running' | 'failed';
  code: string;
  message: string;
  memory?: Pick<OperationMemory, 'bake'>;
  dueAt?: string;
}

/** Verifications that need what an operation remembers, or what people ticked. */
export async function checkOwn(
  context: EngineContext,
  operation: OperationRecord,
  config: Record<string, unknown>,
  observation: TargetObservation,
): Promise<OwnAnswer | undefined> {
  switch (config.type) {
    case 'bake':
      return bake(context, operation, config as BakeConfig, observation);
    case 'availability':
      return availability(operation, config as unknown as AvailabilityConfig);
    case 'checklist':
      return checklist(
        context,
        operation,
        config as unknown as ChecklistConfig,
      );
    default:
      return undefined;
  }
}

/** How long it may go on, milliseconds; `undefined` for others. */
export function ownWithinMs(
  config: Record<string, unknown>,
): number | undefined {
  return config.type === 'bake'
    ? bakeWithinMs(config as BakeConfig)
    : undefined;
}

const minutes = (ms: number) =>
  Duration.fromMillis(Math.floor(ms / 1000) * 1000).toFormat('h:mm:ss');

async function bake(
  { stores, settings }: EngineContext,
  operation: OperationRecord,
  config: BakeConfig,
  observation: TargetObservation,
): Promise<OwnAnswer> {
  const now = await stores.now();
  const forMs = Duration.fromISO(config.for).toMillis();
  const everyMs = bakeEveryMs(forMs, settings.activeEveryMs);
  const index = operation.memory.verification!.index;
  const before = operation.memory.bake;
  const isHealthy =
    observation.health.status === 'healthy' &&
    configuredKey(observation) === operation.artifactKey;
  const baked = bakeOn(before?.index === index ? before : undefined, {
    isHealthy,
    at: now.toISOString(),
    everyMs,
  });
  const seen = `seen healthy for ${minutes(baked.healthyMs)} of ${minutes(forMs)}`;
  if (baked.healthyMs >= forMs) {
    return { status: 'passed', code: 'baked', message: `It was ${seen}` };
  }
  return {
    status: 'running',
    code: 'baking',
    message: isHealthy
      ? `Baking: ${seen}`
      : `Baking: ${seen}; not healthy now: ${observation.health.message}`,
    memory: { bake: { index, ...baked } },
    dueAt: after(now, everyMs),
  };
}

/** What is unavailable for too long already is not waited for, whichever verification is asked now. */
export function outageOf({
  plan,
  memory,
}: OperationRecord): (OwnAnswer & { index: number }) | undefined {
  for (const [index, config] of plan!.verifications.entries()) {
    const seen = memory.availability?.[index];
    if (config.type !== 'availability' || !seen) continue;
    const { maxUnavailable } = config as unknown as AvailabilityConfig;
    const tooLong = unavailableTooLong(seen, maxUnavailable);
    if (tooLong) return { ...tooLong, index };
  }
  return undefined;
}

function unavailableTooLong(
  seen: Availability,
  maxUnavailable: string,
): OwnAnswer | undefined {
  const most = Duration.fromISO(maxUnavailable).toMillis();
  if (seen.unavailableMs <= most) return undefined;
  return {
    status: 'failed',
    code: 'unavailable-too-long',
    message: `${availabilityText(seen)}, and ${most / 1000} s are allowed`,
  };
}

/** Judges what was seen while it was deployed and verified. */
function availability(
  { memory }: OperationRecord,
  { maxUnavailable }: AvailabilityConfig,
): OwnAnswer {
  const seen = memory.availability?.[memory.verification!.index];
  if (!seen || seen.watchedMs === 0) {
    return {
      status: 'running',
      code: 'not-watched',
      message: 'The site was not looked at often enough yet',
    };
  }
  const tooLong = unavailableTooLong(seen, maxUnavailable);
  if (tooLong) return tooLong;
  return seen.isUp
    ? { status: 'passed', code: 'available', message: availabilityText(seen) }
    : {
        status: 'running',
        code: 'unavailable',
        message: availabilityText(seen),
      };
}

async function checklist(
  { stores }: EngineContext,
  operation: OperationRecord,
  config: ChecklistConfig,
): Promise<OwnAnswer> {
  const { serviceRef, artifactKey, releaseId } = operation;
  const [own, elsewhere, release] = await Promise.all([
    stores.checklists.ofOperation(operation.id),
    config.scope === 'artifact' && artifactKey
      ? stores.checklists.ofArtifact(serviceRef, artifactKey, [config.name])
      : [],
    releaseId ? stores.releases.get(releaseId) : undefined,
  ]);
  const verdict = judgeChecklist(config, [...elsewhere, ...own], {
    gates: operation.gates,
    verifications: passedVerifications(operation),
    notes: notesProof(release, operation.intent),
  });
  const { status, code, message } = verdict;
  return status === 'passed'
    ? { status: 'passed', code, message }
    : {
        status: 'running',
        code,
        message: `${verdict.title}: ${message}`,
        dueAt: after(await stores.now(), 15_000),
      };
}
