import { slugSchema } from 'backstage-plugin-release-flow-common';
import {
  ProviderError,
  type ProviderContext,
  type TargetObservation,
  type VerificationAnswer,
  type VerificationRequest,
} from 'backstage-plugin-release-flow-node';
import { z } from 'zod';
import type { HttpProbe } from '../types';

export const pathSchema = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])[^\s#]*$/, 'must be a path such as /health');

/** Which of the environment's URLs; the first one, else the target's own host, when absent. */
export const urlNameSchema = slugSchema.optional();

export const statusSchema = z.int().min(100).max(599).default(200);

export type HttpAnswer = Awaited<ReturnType<HttpProbe['get']>>;

/** What was answered, or what it means that nothing was. */
export type Asked = { answer: HttpAnswer } | { verdict: VerificationAnswer };

/** Asks paths of one environment. */
export async function askPaths(
  probe: HttpProbe,
  request: Pick<
    VerificationRequest<{ url?: string; status: number }>,
    'config' | 'environment' | 'observe'
  >,
  paths: string[],
  context: ProviderContext,
): Promise<Asked[]> {
  const { url: name, status } = request.config;
  const { hosts } = await request.observe();
  const base = baseUrl(request.environment.urls, name, hosts);
  if (!base) {
    const message = name
      ? `The environment has no URL named '${name}'. Add it to its urls.`
      : 'Neither the environment nor its target has a URL to ask. Add one to its urls.';
    return [{ verdict: { status: 'failed', code: 'http-no-url', message } }];
  }
  const followRedirects = status < 300 || status >= 400;
  const options = { hosts, followRedirects };
  return Promise.all(
    paths.map(async path => {
      const url = URL.canParse(path, base) ? new URL(path, base).href : base;
      try {
        return { answer: await probe.get(url, options, context) };
      } catch (error) {
        return { verdict: verdictOf(error) };
      }
    }),
  );
}

function baseUrl(
  urls: Record<string, string>,
  name: string | undefined,
  [own]: TargetObservation['hosts'],
): string | undefined {
  if (name) return urls[name];
  return Object.values(urls)[0] ?? (own && `https://${own}`);
}

function verdictOf(error: unknown): VerificationAnswer {
  if (!(error instanceof ProviderError)) throw error;
  const { message } = error;
  return error.trouble === 'refused'
    ? { status: 'failed', code: 'http-refused', message }
    : { status: 'running', code: 'http-no-answer', message };
}
