import type { Cloud } from '../cloud';
import type { Fault } from '../state/cloudModel';

const SERVICES = [
  'github',
  'arm',
  'registry',
  'sites',
  'identity',
  'render',
  'aws',
];

/** Takes one fault, or a list of them, from a request's body. */
export function readFaults(
  cloud: Cloud,
  body: unknown,
): { faults: Fault[] } | { problem: string } {
  const given = [body].flat() as Record<string, any>[];
  for (const fault of given) {
    if (!SERVICES.includes(fault.service)) {
      return { problem: `service must be one of ${SERVICES.join(', ')}` };
    }
    try {
      RegExp(fault.match ?? '');
    } catch {
      return { problem: 'match must be a regular expression' };
    }
  }
  return {
    faults: given.map(fault => ({
      id: cloud.nextId(),
      service: fault.service,
      match: fault.match ?? null,
      method: fault.method ?? null,
      status: fault.status ?? null,
      latencyMs: fault.latencyMs ?? 0,
      drop: fault.drop ?? false,
      after: fault.after ?? false,
      retryAfter: fault.retryAfter ?? null,
      times: fault.times ?? null,
      chance: fault.chance ?? 1,
      struck: 0,
    })),
  };
}
