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

const httpSchema = z.strictObject({
  type: z.literal('http'),
  path: pathSchema,
  url: urlNameSchema,
  status: statusSchema,
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
      const [asked] = await askPaths(probe, request, [config.path], context);
      return 'answer' in asked ? judge(config, asked.answer) : asked.verdict;
    },
  };
}

function judge(
  { path, status, pattern, header }: HttpVerificationConfig,
  answer: HttpAnswer,
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
