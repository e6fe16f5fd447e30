import {
  isTerminal,
  type PromotionState,
} from 'backstage-plugin-release-flow-common';
import semver from 'semver';
import type { OperationRecord } from '../database/records';
import type { Announcement } from './announcements';
import { announceState, placeOf } from './announcements';
import type { Binding, BoundEnvironment } from './binding';

export type AnnouncedEvent = 'started' | 'succeeded' | 'failed' | 'rolled-back';

/** What a team's chat is told. */
export interface ChatMessage {
  event: AnnouncedEvent;
  text: string;
  service: string;
  environment: string;
  tier: string;
  label: string;
  promotion: string;
  requestedBy: string;
  at: string;
}

type Moved = Pick<OperationRecord, 'kind' | 'state' | 'intent'> &
  Partial<Pick<OperationRecord, 'memory'>>;

const NOT_BEGUN: PromotionState[] = ['requested', 'waiting'];
const GOES_BACK = ['rollback', 'restore'];

/** What a move means to those who don't follow every step; most moves mean nothing to them. Pure. */
export function eventOf(
  before: PromotionState,
  { kind, state, intent, memory }: Moved,
): AnnouncedEvent | undefined {
  if (kind !== 'promotion') return undefined;
  const hadBegun = !NOT_BEGUN.includes(before);
  if (!isTerminal(state)) {
    return !hadBegun && !NOT_BEGUN.includes(state) && state !== 'attention'
      ? 'started'
      : undefined;
  }
  // What never began has an end that only who asked for it cares about.
  if (!hadBegun) return undefined;
  if (state === 'rolled-back') return 'rolled-back';
  if (state === 'succeeded') {
    const goesBack =
      GOES_BACK.includes(intent ?? '') && memory?.drill?.way !== 'forward';
    return goesBack ? 'rolled-back' : 'succeeded';
  }
  return state === 'failed' || state === 'errored' ? 'failed' : undefined;
}

/** `2.0.0`: what breaks, as its number says. */
export function isMajorVersion(label: string): boolean {
  const version = semver.parse(label.replace(/^[^\d]*(?=\d)/, ''));
  return (
    version !== null &&
    version.major > 0 &&
    version.minor === 0 &&
    version.patch === 0 &&
    version.prerelease.length === 0
  );
}

const SAYS: Record<AnnouncedEvent, string> = {
  started: 'is on its way to',
  succeeded: 'is live in',
  failed: 'failed in',
  'rolled-back': 'was rolled back in',
};

function sentenceOf(
  event: AnnouncedEvent,
  { label, state }: OperationRecord,
  where: string,
): string {
  // A rollback that people asked for ends with the older release live.
  return event === 'rolled-back' && state === 'succeeded'
    ? `${where} was rolled back to ${label}`
    : `${label} ${SAYS[event]} ${where}`;
}

/** Tells the team, and stakeholders of a major version in production, as the flow says. Pure. */
export function announceToTeam(
  binding: Binding,
  environment: BoundEnvironment,
  before: PromotionState,
  operation: OperationRecord,
): Announcement | undefined {
  const { announce, service } = binding;
  const event = eventOf(before, operation);
  if (!announce || !event || !announce.on.includes(event)) return undefined;
  const { environments, stakeholders = [] } = announce;
  if (environments && !environments.includes(environment.id)) return undefined;
  const { id, label, message, memory, requestedBy, stateSince } = operation;
  const isForAll = environment.tier === 'production' && isMajorVersion(label);
  const place = placeOf(binding, environment);
  const title = `${memory.drill ? 'Drill: ' : ''}${sentenceOf(event, operation, place)}`;
  return {
    scope: `release-flow:${id}:team`,
    to: [
      ...new Set([
        ...(announce.team ?? (service.owner ? [service.owner] : [])),
        ...(isForAll ? stakeholders : []),
      ]),
    ],
    // Who asked hears of the end by a message of their own.
    except: requestedBy.startsWith('user:') ? requestedBy : null,
    title,
    description: message,
    severity: event === 'failed' ? 'high' : 'normal',
    promotion: id,
    chat: {
      event,
      text: message ? `${title}: ${message}` : title,
      service: service.ref,
      environment: environment.id,
      tier: environment.tier,
      label,
      promotion: id,
      requestedBy,
      at: stateSince,
    },
  };
}

/** Everybody who should hear of a move. */
export function announcementsOf(
  binding: Binding,
  environment: BoundEnvironment,
  before: PromotionState,
  operation: OperationRecord,
): Announcement[] {
  return [
    announceState(binding, environment, operation),
    announceToTeam(binding, environment, before, operation),
  ].flatMap(announcement => announcement ?? []);
}
