import type { Fault } from '../support/CloudControl';

/**
 * Every way in which the systems outside fail, again and again. Latency stays below what the engine
 * leaves for a call on its way; what takes effect although its answer is lost is the rule for changes.
 */
export const storm: Fault[] = [
  ...struck({ service: 'github', method: 'POST', match: '/dispatches' }, [
    { drop: true, after: true, chance: 0.12 },
    { status: 502, after: true, chance: 0.12 },
    { status: 429, retryAfter: 1, chance: 0.1 },
    { latencyMs: 1_500, chance: 0.1 },
    { drop: true, chance: 0.02 },
  ]),
  ...struck({ service: 'github', match: '^/api/' }, [
    { latencyMs: 1_000, chance: 0.03 },
    { status: 500, chance: 0.03 },
    { status: 429, retryAfter: 1, chance: 0.01 },
    { drop: true, chance: 0.02 },
  ]),
  ...struck({ service: 'arm', method: 'PATCH' }, [
    { drop: true, after: true, chance: 0.15 },
    { status: 500, after: true, chance: 0.15 },
    { status: 429, retryAfter: 1, chance: 0.1 },
    { latencyMs: 1_500, chance: 0.1 },
    { drop: true, chance: 0.1 },
  ]),
  ...struck({ service: 'arm' }, [
    { latencyMs: 1_000, chance: 0.03 },
    { status: 500, chance: 0.03 },
    { status: 429, retryAfter: 1, chance: 0.02 },
    { drop: true, chance: 0.03 },
  ]),
  ...(['registry', 'identity', 'sites'] as const).flatMap(service =>
    struck({ service }, [
      { latencyMs: 500, chance: 0.02 },
      { status: 500, chance: 0.03 },
      { drop: true, chance: 0.03 },
    ]),
  ),
];

function struck(what: Fault, how: Partial<Fault>[]): Fault[] {
  return how.map(fault => ({ ...what, ...fault }));
}

/** For the counts. */
export function nameOf({ status, drop, after }: Fault): string {
  const what = status ?? (drop ? 'dropped' : 'slow');
  return after ? `${what} afterwards` : String(what);
}
