import type {
  VerificationAnswer,
  VerificationProvider,
} from 'backstage-plugin-release-flow-node';
import { z } from 'zod';
import type { HttpProbe } from '../types';
import {
  askPaths,
  pathSchema,
  statusSchema,
  urlNameSchema,
  type HttpAnswer,
} from './asking';
import { isFoundIn, patternSchema } from './pattern';
import { toMillis, withinSchema } from './within';

const headerSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9-]{1,80}$/),
  pattern: patternSchema.optional(),
});

const httpSchema = z.strictObject({
  type: z.literal('http'),
  path: pathSchema,
  url: urlNameSchema,
  status: statusSchema,
  /** What the body has to hold. */
  pattern: patternSchema.optional(),
  /** A header the answer has to carry, and what it has to hold. */
  header: headerSchema.optional(),
  /** The same of several, such as the headers that make a page safe. */
  headers: z.array(headerSchema).min(1).max(20).optional(),
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
    titleOf: ({ path, status, headers = [] }) =>
      headers.length > 0
        ? `GET ${path} answers ${status} with ${headers.map(({ name }) => name).join(', ')}`
        : `GET ${path} answers ${status}`,
    withinMs: ({ within }) => toMillis(within),
    async check(request, context) {
      const { config } = request;
      const [asked] = await askPaths(probe, request, [config.path], context);
      return 'answer' in asked ? judge(config, asked.answer) : asked.verdict;
    },
  };
}

function judge(
  { path, status, pattern, header, headers = [] }: HttpVerificationConfig,
  answer: HttpAnswer,
): VerificationAnswer {
  const said = `GET ${path} answered ${answer.status} in ${answer.durationMs} ms`;
  if (answer.status !== status) {
    return running('http-status', `${said}, not ${status}`);
  }
  const wanted = header ? [header, ...headers] : headers;
  const missing = wanted.filter(
    ({ name }) => answer.headers[name.toLowerCase()] === undefined,
  );
  if (missing.length > 0) {
    return running('http-header', `${said} without ${namesOf(missing)}`);
  }
  const odd = wanted.filter(
    ({ name, pattern: held }) =>
      held && !isFoundIn(held, answer.headers[name.toLowerCase()]),
  );
  if (odd.length > 0) {
    const verb = odd.length === 1 ? 'does' : 'do';
    return running('http-header', `${said}; ${namesOf(odd)} ${verb} not match`);
  }
  if (pattern && !isFoundIn(pattern, answer.body)) {
    return running('http-pattern', `${said}; its body does not match`);
  }
  return { status: 'passed', code: 'http-answered', message: said };
}

function namesOf(headers: Array<{ name: string }>): string {
  return headers.map(({ name }) => name).join(', ');
}

function running(code: string, message: string): VerificationAnswer {
  return { status: 'running', code, message };
}
