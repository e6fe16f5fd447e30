import type { Cloud } from '../cloud';
import type { WireRequest } from '../http/wire';
import type { Token } from '../state/githubModel';
import { callerOf } from './caller';

const LIMIT_SIGNED_IN = 5000;
const LIMIT_ANONYMOUS = 60;
const WINDOW_MS = 3600_000;

export type Resource = 'core' | 'graphql';

/** Counts the call; the limit is told, never enforced (faults can do that). */
export function rateLimitHeaders(
  cloud: Cloud,
  request: WireRequest,
  status: number,
  resource: Resource = 'core',
): Record<string, string> {
  const token = tokenOf(cloud, request);
  const isFree = status === 304 || request.path.endsWith('/rate_limit');
  if (token && !isFree) count(cloud, token, resource);
  const rate = rateOf(cloud, token, resource);
  return {
    'x-ratelimit-limit': String(rate.limit),
    'x-ratelimit-remaining': String(rate.remaining),
    'x-ratelimit-used': String(rate.used),
    'x-ratelimit-reset': String(rate.reset),
    'x-ratelimit-resource': resource,
  };
}

export function rateOf(
  cloud: Cloud,
  token: Token | undefined,
  resource: Resource = 'core',
) {
  const limit = token ? LIMIT_SIGNED_IN : LIMIT_ANONYMOUS;
  const used = (resource === 'core' ? token?.used : token?.queries) ?? 0;
  const start = token?.windowStart || cloud.now();
  return {
    limit,
    used,
    remaining: Math.max(0, limit - used),
    reset: Math.ceil((start + WINDOW_MS) / 1000),
  };
}

function count(cloud: Cloud, token: Token, resource: Resource): void {
  if (cloud.now() - token.windowStart > WINDOW_MS) {
    token.windowStart = cloud.now();
    token.used = 0;
    token.queries = 0;
  }
  if (resource === 'core') token.used += 1;
  else token.queries = (token.queries ?? 0) + 1;
}

function tokenOf(cloud: Cloud, request: WireRequest): Token | undefined {
  try {
    return callerOf(cloud, request).token;
  } catch {
    return undefined;
  }
}
