import {
  isTerminal,
  type PromotionState,
} from 'backstage-plugin-release-flow-common';
import type { OperationRecord } from '../database/records';
import { allowedFor } from './allowed';
import type { Binding, BoundEnvironment } from './binding';
import { approvers, signers } from './deciders';
import type { ChatMessage } from './teamAnnouncements';

/** What people should hear; a newer one of the same scope takes the place of an older one. */
export interface Announcement {
  scope: string;
  /** Refs of users and groups. */
  to: string[];
  /** Who knows already. */
  except: string | null;
  title: string;
  description: string;
  severity: 'normal' | 'high' | 'critical';
  promotion: string;
  /** For the team's chat as well. */
  chat?: ChatMessage;
}

const ENDINGS: Partial<Record<PromotionState, string>> = {
  succeeded: 'is live in',
  'rolled-back': 'was rolled back in',
  failed: 'failed in',
  errored: 'broke on its way to',
  rejected: 'was rejected for',
  cancelled: 'was cancelled for',
  expired: 'waited too long for',
  superseded: 'was superseded in',
};
/** Of acts that bring nothing anywhere. */
const ACT_ENDINGS: Partial<Record<PromotionState, string>> = {
  ...ENDINGS,
  succeeded: 'is done in',
  errored: 'broke in',
};
const BAD: PromotionState[] = ['rolled-back', 'failed', 'errored'];

export const placeOf = (binding: Binding, environment: BoundEnvironment) =>
  `${environment.title ?? environment.id} of ${binding.service.title}`;

/** What asks for a voice now: gate and plan, since a new plan asks anew. */
export function askingFor({
  gates,
  planHash,
}: Pick<OperationRecord, 'gates' | 'planHash'>): string[] {
  return gates
    .filter(
      ({ type, status }) =>
        ['approvals', 'sign-off'].includes(type) && status === 'waiting',
    )
    .map(({ key, type }) => `${key ?? type} ${planHash}`);
}

/** Tells those whose voice is asked for and was not before. Pure. */
export function announceVoices(
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
): Announcement | undefined {
  const told = new Set(operation.memory.announced);
  const fresh = askingFor(operation).filter(asked => !told.has(asked));
  const asks = (key: string) =>
    fresh.some(asked => asked.startsWith(`${key} `));
  const { plan, label, emergency, requestedBy } = operation;
  const to = [
    ...(fresh.some(asked => asked.startsWith('approvals'))
      ? approvers(plan).flatMap(({ from }) => from)
      : []),
    ...[...signers(plan)].flatMap(([name, { from }]) =>
      asks(`sign-off:${name}`) ? from : [],
    ),
  ];
  if (to.length === 0) return undefined;
  return {
    scope: `release-flow:${operation.id}:voices`,
    to: [...new Set(to)],
    except: requestedBy.startsWith('user:') ? requestedBy : null,
    title: `${label} waits for you: ${placeOf(binding, environment)}`,
    description: operation.reason ?? `Asked for by ${requestedBy}`,
    severity: emergency ? 'critical' : 'normal',
    promotion: operation.id,
  };
}

/** Tells who asked how it ended, and who may resolve that nobody knows how. Pure. */
export function announceState(
  binding: Binding,
  environment: BoundEnvironment,
  operation: OperationRecord,
): Announcement | undefined {
  const { state, label, message, requestedBy } = operation;
  const requester = requestedBy.startsWith('user:') ? [requestedBy] : [];
  const where = placeOf(binding, environment);
  const common = {
    except: null,
    description: message,
    promotion: operation.id,
  };
  if (state === 'attention') {
    const resolvers = allowedFor(binding, environment, 'resolve');
    return {
      ...common,
      scope: `release-flow:${operation.id}:attention`,
      to: [...new Set([...requester, ...resolvers])],
      title: `Nobody knows what became of ${label} in ${where}`,
      severity: 'critical',
    };
  }
  if (!isTerminal(state) || requester.length === 0) return undefined;
  return {
    ...common,
    scope: `release-flow:${operation.id}:end`,
    to: requester,
    title: `${label} ${(operation.kind === 'promotion' ? ENDINGS : ACT_ENDINGS)[state]} ${where}`,
    severity: BAD.includes(state) ? 'high' : 'normal',
  };
}
