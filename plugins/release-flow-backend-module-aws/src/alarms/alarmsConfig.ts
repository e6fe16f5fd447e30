import { durationSchema } from 'backstage-plugin-release-flow-common';
import { ProviderError } from 'backstage-plugin-release-flow-node';
import { z } from 'zod';
import type { Place } from '../awsConfig';
import { accountSchema, regionSchema } from '../ecs/ecsConfig';

const shared = {
  type: z.literal('alarms'),
  /** Names of the alarms; those that the environment declares when absent. */
  names: z.array(z.string().min(1).max(255)).min(1).max(100).optional(),
  /** Where they are; the region of the environment's target when absent. */
  region: regionSchema.optional(),
  account: accountSchema.optional(),
};

export const alarmsGateSchema = z.strictObject({
  ...shared,
  /** How long every alarm must have been OK. */
  for: durationSchema.optional(),
});

export const alarmsVerificationSchema = z.strictObject({
  ...shared,
  /** How long no alarm may go off. */
  for: durationSchema.default('PT1H'),
  /** How long it may take in all; twice its time, and never less than ten minutes more, when absent. */
  within: durationSchema.optional(),
});

export type AlarmsGateConfig = z.infer<typeof alarmsGateSchema>;
export type AlarmsVerificationConfig = z.infer<typeof alarmsVerificationSchema>;

interface Around {
  id: string;
  target?: Record<string, unknown>;
  alarms?: string[];
}

/** Which alarms are meant, and where they are. */
export function alarmsMeant(
  config: Pick<AlarmsGateConfig, 'names' | 'region' | 'account'>,
  environment: Around,
): { place: Place; names: string[] } {
  const names = config.names ?? environment.alarms ?? [];
  if (names.length === 0) {
    throw new ProviderError(
      'refused',
      `No alarms are named. Declare alarms of the environment ${environment.id}, or name them here.`,
    );
  }
  const near = placeOf(environment.target);
  const region = config.region ?? near?.region;
  if (!region) {
    throw new ProviderError(
      'refused',
      `The target of ${environment.id} is in no AWS region. Say the region of the alarms.`,
    );
  }
  return { place: { region, account: config.account ?? near?.account }, names };
}

/** Place of an ECS target, also as a part of a group. */
function placeOf(target: unknown): Place | undefined {
  if (typeof target !== 'object' || target === null) return undefined;
  const { type, region, account, parts } = target as Record<string, unknown>;
  if (type === 'aws-ecs' && typeof region === 'string') {
    return {
      region,
      ...(typeof account === 'string' && { account }),
    };
  }
  const found = Array.isArray(parts)
    ? parts.map(part => placeOf(part?.target))
    : [];
  return found.find(Boolean);
}

const UNITS = { D: 86_400_000, H: 3_600_000, M: 60_000, S: 1_000 };

/** Milliseconds of an ISO 8601 duration as flows may write it. */
export function toMillis(duration: string): number {
  const parts = [...duration.matchAll(/(\d+)([DHMS])/g)];
  return parts.reduce(
    (sum, [, count, unit]) =>
      sum + Number(count) * UNITS[unit as keyof typeof UNITS],
    0,
  );
}
