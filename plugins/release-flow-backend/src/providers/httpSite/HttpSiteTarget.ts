import type { Artifact, Health } from 'backstage-plugin-release-flow-common';
import {
  ProviderError,
  type ProviderContext,
  type TargetObservation,
  type TargetProvider,
} from 'backstage-plugin-release-flow-node';
import type { z } from 'zod';
import { retryAfterMs } from '../transport';
import type { HttpProbe } from '../types';
import { httpSiteSchema, type HttpSiteConfig } from './httpSiteConfig';
import { siteVersion, versionPlace } from './siteVersion';

type Answer = Awaited<ReturnType<HttpProbe['get']>>;

/**
 * A site that somebody else deploys, such as one behind a CDN. It is set to what it serves, since
 * nothing but its own answer can be asked.
 */
export class HttpSiteTarget implements TargetProvider<HttpSiteConfig> {
  readonly type = 'http-site';
  readonly schema: z.ZodType<HttpSiteConfig> = httpSiteSchema;

  constructor(private readonly probe: HttpProbe) {}

  targetKey({ url }: HttpSiteConfig): string {
    const { host, pathname } = new URL(url);
    return `${this.type}:${host}${pathname.replace(/\/+$/, '')}`;
  }

  nameOf({ url }: HttpSiteConfig): string {
    const { host, pathname } = new URL(url);
    return `${host}${pathname.replace(/\/+$/, '')}`;
  }

  async observe(
    { config, components }: { config: HttpSiteConfig; components: string[] },
    context: ProviderContext,
  ): Promise<TargetObservation> {
    const { version, healthPath, url } = config;
    const [told, felt] = await Promise.all([
      this.ask(config, version.path, context),
      healthPath && this.ask(config, healthPath, context),
    ]);
    refuseOutage(`GET ${version.path} of ${this.nameOf(config)}`, told);
    const text = told.status === 200 ? siteVersion(version, told) : undefined;
    const served = text && artifactOf(text, components, new URL(url).host);
    const problem = problemOf(config, told, text);
    return {
      ...(served && { configured: served, running: served }),
      ...(text && !served && { label: text }),
      health: felt
        ? healthOf(`GET ${healthPath}`, felt)
        : versionHealth(`GET ${version.path}`, told, problem),
      state: `HTTP ${(felt || told).status}`,
      hosts: [new URL(url).host],
    };
  }

  /** Redirects count as answers: to follow one would ask some other site. */
  private async ask(
    config: HttpSiteConfig,
    path: string,
    context: ProviderContext,
  ): Promise<Answer> {
    const base = config.url.replace(/\/+$/, '');
    const answer = await this.probe.get(
      `${base}${path}`,
      { hosts: [] },
      context,
    );
    refuseUnanswered(`GET ${path} of ${this.nameOf(config)}`, answer);
    return answer;
  }
}

/** Answers that say nothing about what is served. */
function refuseUnanswered(what: string, { status, headers }: Answer): void {
  const said = `${what} answered ${status}`;
  if (status === 401 || status === 403) {
    throw new ProviderError(
      'unauthorized',
      `${said}. It is asked without credentials, so it has to be public.`,
    );
  }
  if (status === 429) {
    throw new ProviderError('rate-limited', `${said}: it asks to wait.`, {
      retryAfterMs: retryAfterMs(headers['retry-after']),
    });
  }
}

/** While it answers with an error of its own, nobody knows what it serves. */
function refuseOutage(what: string, { status }: Answer): void {
  if (status < 500) return;
  throw new ProviderError(
    'unavailable',
    `${what} answered ${status}, so what it serves is not known.`,
  );
}

function artifactOf(
  text: string,
  components: string[],
  host: string,
): Artifact | undefined {
  if (/^[0-9a-f]{40}$/.test(text)) {
    return components.map(component => ({
      component,
      identity: { commit: text },
    }));
  }
  const isDigest = /^sha256:[0-9a-f]{64}$/.test(text);
  // One digest can't stand for several images.
  return isDigest && components.length === 1
    ? [{ component: components[0], identity: { image: host, digest: text } }]
    : undefined;
}

function problemOf(
  { version }: HttpSiteConfig,
  { status }: Answer,
  text: string | undefined,
): string | undefined {
  const at = `GET ${version.path}`;
  if (status !== 200) return `${at} answered ${status}, not what it serves`;
  if (text) return undefined;
  return `${at} names no version ${versionPlace(version)}`;
}

function versionHealth(
  what: string,
  answer: Answer,
  problem: string | undefined,
): Health {
  const health = healthOf(what, answer);
  return problem && health.status === 'healthy'
    ? { status: 'unknown', message: problem }
    : health;
}

function healthOf(what: string, { status, durationMs }: Answer): Health {
  const isWell = status >= 200 && status < 300;
  return {
    status: isWell ? 'healthy' : 'unhealthy',
    message: `${what} answered ${status} in ${durationMs} ms`,
  };
}
