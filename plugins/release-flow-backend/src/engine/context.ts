import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Announcement } from '../policy/announcements';
import type { FactSources } from '../facts/gatherFacts';

/** Says that something changed, so that open pages fetch again. */
export type ChangeNotice = (change: {
  services?: string[];
  promotions?: string[];
}) => void;

/** Tells people; nothing waits for it. */
export type Announce = (announcement: Announcement) => void;

export interface EngineSettings {
  /** `disabled` stops every effect at the next claim. */
  effects: 'enabled' | 'disabled';
  /** How long a claim lasts, milliseconds. */
  leaseMs: number;
  /** From the commit of an intent until a successor may ask what became of it, milliseconds. */
  sendWithinMs: number;
  /** How long one read may take, milliseconds. */
  readTimeoutMs: number;
  /** Milliseconds between two reads of a repository or environment at rest. */
  repositoryEveryMs: number;
  environmentEveryMs: number;
  /** Milliseconds between two looks at something under way. */
  activeEveryMs: number;
  /** Where people open the portal, for links that others show. */
  appUrl?: string;
  /** Milliseconds between two looks of the doctor at one service. */
  doctorEveryMs: number;
}

export interface EngineContext extends FactSources {
  logger: LoggerService;
  settings: EngineSettings;
  changed: ChangeNotice;
  announce: Announce;
}

/** One claim of one row by one worker. */
export interface Claim {
  token: string;
}

export const SYSTEM_ACTOR = 'system:release-flow';
