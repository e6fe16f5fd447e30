import type {
  ConfigurationReference,
  Finding,
  TargetRuntime,
} from 'backstage-plugin-release-flow-node';

/** A setting as it was found; its value only where the flow calls it visible. */
export interface SettingReading {
  name: string;
  value?: string;
  /** Whether it is what the flow expects; absent where the flow expects nothing. */
  isExpected?: boolean;
}

/** What a target was found to be like. */
export interface RuntimeReading {
  /** `null` when targets of this kind do not tell. */
  runtime: Omit<TargetRuntime, 'settings'> | null;
  settings: SettingReading[] | null;
  references: ConfigurationReference[] | null;
  findings: Finding[] | null;
}

export interface RuntimeRecord {
  serviceRef: string;
  environment: string;
  /** The newest that could be read. */
  reading: RuntimeReading | null;
  readAt: string | null;
  error: string | null;
  dueAt: string;
}
