import type {
  TargetProvider,
  TargetRuntime,
} from 'backstage-plugin-release-flow-node';
import type { RuntimeReading, SettingReading } from '../database';
import type { BoundEnvironment } from '../policy/binding';
import { isRead, type Fact } from '../policy/facts';
import { readFact } from './fact';

export interface RuntimeAttempt {
  /** Undefined parts could not be read; `null` ones are not told by targets of this kind. */
  reading: Partial<RuntimeReading>;
  error: string | null;
  retryAfterMs: number | undefined;
}

/** How a target runs, its references and what is odd about it: each read by itself. */
export async function readRuntime(
  target: TargetProvider,
  environment: BoundEnvironment,
  { now, timeoutMs }: { now: string; timeoutMs: number },
): Promise<RuntimeAttempt> {
  const config = environment.target;
  const part = async <T>(
    work: ((signal: AbortSignal) => Promise<T>) | undefined,
  ): Promise<Fact<T | null>> =>
    work ? readFact<T | null>(now, timeoutMs, work) : { value: null, at: now };
  const context = (signal: AbortSignal) => ({ signal, background: true });
  const [runtime, references, findings] = await Promise.all([
    part(
      target.runtime &&
        (signal =>
          target.runtime!(
            { config, visibleSettings: namesToRead(environment) },
            context(signal),
          )),
    ),
    part(
      target.configurationReferences &&
        (signal => target.configurationReferences!(config, context(signal))),
    ),
    part(
      target.inspect &&
        (signal =>
          target.inspect!(
            { config, expected: expectationOf(environment) },
            context(signal),
          )),
    ),
  ]);
  const parts: Array<Fact<unknown>> = [runtime, references, findings];
  const failed = parts.flatMap(fact => (isRead(fact) ? [] : [fact]));
  return {
    reading: {
      ...(isRead(runtime) && split(runtime.value, environment)),
      ...(isRead(references) && { references: references.value }),
      ...(isRead(findings) && { findings: findings.value }),
    },
    error: [...new Set(failed.map(({ unread }) => unread))].join(' ') || null,
    retryAfterMs: Math.max(
      0,
      ...failed.map(({ retryAfterMs = 0 }) => retryAfterMs),
    ),
  };
}

/** Names whose values are shown, or compared and forgotten. */
export function namesToRead({ settings = [] }: BoundEnvironment): string[] {
  return settings
    .filter(({ visible, expect }) => visible || expect !== undefined)
    .map(({ name }) => name);
}

/** Settings as they are now, where the flow requires or expects some. */
export async function readSettings(
  target: TargetProvider,
  environment: BoundEnvironment,
  read: <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<Fact<T>>,
): Promise<Fact<SettingReading[]> | undefined> {
  const isAsked = environment.settings?.some(
    ({ required, expect }) => required || expect !== undefined,
  );
  if (!isAsked) return undefined;
  return read(async signal => {
    const { settings } = await target.runtime!(
      {
        config: environment.target,
        visibleSettings: namesToRead(environment),
      },
      { signal },
    );
    return settingReadings(settings, environment);
  });
}

/** Settings by name; a value is kept only where the flow calls it visible. */
export function settingReadings(
  found: TargetRuntime['settings'],
  { settings = [] }: Pick<BoundEnvironment, 'settings'>,
): SettingReading[] {
  return found.map(({ name, value }) => {
    const declared = settings.find(setting => setting.name === name);
    const isCompared = declared?.expect !== undefined && value !== undefined;
    return {
      name,
      ...(declared?.visible && value !== undefined && { value }),
      ...(isCompared && { isExpected: value === declared.expect }),
    };
  });
}

function split(
  found: TargetRuntime | null,
  environment: BoundEnvironment,
): Pick<RuntimeReading, 'runtime' | 'settings'> {
  if (!found) return { runtime: null, settings: null };
  const { settings, ...runtime } = found;
  return { runtime, settings: settingReadings(settings, environment) };
}

function expectationOf({
  id,
  tier,
  platform,
  alarms,
  settings,
}: BoundEnvironment) {
  return { environment: id, tier, platform, alarms, settings };
}
