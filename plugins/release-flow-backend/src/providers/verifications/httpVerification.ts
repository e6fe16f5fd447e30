import { slugSchema } from 'backstage-plugin-release-flow-common';
import {
  ProviderError,
  type TargetObservation,
  type VerificationAnswer,
  type VerificationProvider,
  type VerificationRequest,
} from 'backstage-plugin-release-flow-node';
import { z } from 'zod';
import type { HttpProbe } from '../types';
import { isFoundIn, patternSchema } from './pattern';
import { toMillis, withinSchema } from './within';

const httpSchema = z.strictObject({
  type: z.literal('http'),
  path: z
    .string()
    .max(500)
    .regex(/^\/(?![/\\])[^\s#]*$/, 'must be a path such as /health'),
  /** Which of the environment's URLs; the first one, else the target's own host, when absent. */
  url: slugSchema.optional(),
  status: z.int().min(100).max(599).default(200),
  /** What the body has to hold. */
  pattern: patternSchema.optional(),
  /** A header the answer has to carry, and what it has to hold. */
  header: z
    .strictObject({
      name: z.string().regex(/^[A-Za-z0-9-]{1,80}$/),
      pattern: patternSchema.optional(),
    })
    .optional(),
  within: withinSchema,
});

export type HttpVerificationConfig = z.infer<typeof httpSchema>;

/** Asks the environment over HTTP until the answer is the expected one. */
export function httpVerification(
  probe: HttpProbe,
): VerificationProvider<HttpVerificationConfig> {
  return {
    type: 'http',
    schema: httpSchema as z.ZodType<HttpVerificationConfig>,
    titleOf: ({ path, status }) => `GET ${path} answers ${status}`,
    withinMs: ({ within }) => toMillis(within),
    async check(request, context) {
      const { config } = request;
      const { hosts } = await request.observe();
      const base = baseUrl(request, hosts);
      if (!base) {
        return failed(
          'http-no-url',
          config.url
            ? `The environment has no URL named '${config.url}'. Add it to its urls.`
            : 'Neither the environment nor its target has a URL to ask. Add one to its urls.',
        );
      }
      const url = URL.canParse(config.path, base)
        ? new URL(config.path, base).href
        : base;
      const followRedirects = config.status < 300 || config.status >= 400;
      try {
        const answer = await probe.get(
          url,
          { hosts, followRedirects },
          context,
        );
        return judge(config, answer);
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        return error.trouble === 'refused'
          ? failed('http-refused', error.message)
          : running('http-no-answer', error.message);
      }
    },
  };
}

function baseUrl(
  { config, environment }: VerificationRequest<HttpVerificationConfig>,
  hosts: TargetObservation['hosts'],
): string | undefined {
  if (config.url) return environment.urls[config.url];
  const [own] = hosts;
  return Object.values(environment.urls)[0] ?? (own && `https://${own}`);
}

function judge(
  { path, status, pattern, header }: HttpVerificationConfig,
  answer: Awaited<ReturnType<HttpProbe['get']>>,
): VerificationAnswer {
  const said = `GET ${path} answered ${answer.status} in ${answer.durationMs} ms`;
  if (answer.status !== status) {
    return running('http-status', `${said}, not ${status}`);
  }
  if (header) {
    const value = answer.headers[header.name.toLowerCase()];
    if (value === undefined) {
      return running('http-header', `${said} without ${header.name}`);
    }
    if (header.pattern && !isFoundIn(header.pattern, value)) {
      return running('http-header', `${said}; ${header.name} does not match`);
    }
  }
  if (pattern && !isFoundIn(pattern, answer.body)) {
    return running('http-pattern', `${said}; its body does not match`);
  }
  return { status: 'passed', code: 'http-answered', message: said };
}

function running(code: string, message: string): VerificationAnswer {
  return { status: 'running', code, message };
}

function failed(code: string, message: string): VerificationAnswer {
  return { status: 'failed', code, message };
}
