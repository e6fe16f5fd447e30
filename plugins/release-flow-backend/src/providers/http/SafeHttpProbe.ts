import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import { causesOf, reasonOf, within } from '../transport';
import type { HttpProbe } from '../types';
import { HostRules, isOneOf } from './hostRules';
import { checkLiteral, pinnedLookup, type Resolve } from './pinnedLookup';
import { visit, type Visit } from './visit';

const TIMEOUT_MS = 10_000;
const MAX_REDIRECTS = 3;

type ProbeAnswer = Awaited<ReturnType<HttpProbe['get']>>;

/**
 * Visits a target's own hosts and configured ones, nothing else: GET, without credentials, to the very
 * address that was checked, each redirect checked again.
 */
export class SafeHttpProbe implements HttpProbe {
  constructor(
    private readonly rules: HostRules,
    private readonly resolve?: Resolve,
  ) {}

  async get(
    url: string,
    options: { hosts: string[]; followRedirects?: boolean },
    context: ProviderContext,
  ): Promise<ProbeAnswer> {
    const started = performance.now();
    const signal = within(context.signal, TIMEOUT_MS);
    let next = this.permitted(url, options.hosts);
    for (let hops = 0; ; hops += 1) {
      const answer = await this.visit(next, signal);
      const { location } = answer.headers;
      const isRedirect = answer.status >= 300 && answer.status < 400;
      if (!options.followRedirects || !isRedirect || !location) {
        const durationMs = Math.round(performance.now() - started);
        return { ...answer, durationMs, url: next.href };
      }
      if (hops === MAX_REDIRECTS) {
        throw refusal(`${url} redirects more than ${MAX_REDIRECTS} times`);
      }
      const target = URL.canParse(location, next.href)
        ? new URL(location, next).href
        : location;
      next = this.permitted(target, options.hosts);
    }
  }

  private permitted(given: string, hosts: string[]): URL {
    const url = URL.canParse(given) ? new URL(given) : undefined;
    if (!url || !/^https?:$/.test(url.protocol)) {
      throw refusal(`'${given}' is no http or https URL`);
    }
    if (url.username || url.password) {
      throw refusal(`The URL of ${url.host} carries credentials`);
    }
    if (this.rules.allow(url)) return url;
    if (!isOneOf(hosts, url)) {
      throw refusal(
        `${url.host} is neither a host of the target nor in releaseFlow.probes.allowedHosts`,
      );
    }
    checkLiteral(url.hostname);
    return url;
  }

  private async visit(url: URL, signal: AbortSignal): Promise<Visit> {
    const lookup = pinnedLookup(this.rules.allow(url), this.resolve);
    try {
      return await visit(url, lookup, signal);
    } catch (error) {
      throw failure(url, error);
    }
  }
}

function failure(url: URL, error: unknown): ProviderError {
  for (const cause of causesOf(error)) {
    if (cause instanceof ProviderError) return cause;
  }
  return new ProviderError(
    'unavailable',
    `${url.host} did not answer: ${reasonOf(error)}`,
  );
}

function refusal(message: string): ProviderError {
  return new ProviderError('refused', `${message}.`);
}
