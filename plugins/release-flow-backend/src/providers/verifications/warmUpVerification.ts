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
  type Asked,
} from './asking';
import { toMillis, withinSchema } from './within';

const MAX_PATHS = 20;
/** How many paths a sentence names. */
const NAMED = 3;

const warmUpSchema = z.strictObject({
  type: z.literal('warm-up'),
  paths: z
    .array(pathSchema)
    .min(1)
    .max(MAX_PATHS)
    .refine(paths => new Set(paths).size === paths.length, {
      message: 'must not name a path twice',
    }),
  url: urlNameSchema,
  status: statusSchema,
  within: withinSchema,
});

export type WarmUpConfig = z.infer<typeof warmUpSchema>;

/** Asks paths until all of them answer as expected in the same look, which also warms what lies behind. */
export function warmUpVerification(
  probe: HttpProbe,
): VerificationProvider<WarmUpConfig> {
  return {
    type: 'warm-up',
    schema: warmUpSchema as z.ZodType<WarmUpConfig>,
    titleOf: ({ paths }) => `Warm-up of ${listed(paths, ', ')}`,
    withinMs: ({ within }) => toMillis(within),
    async check(request, context) {
      const { config } = request;
      const asked = await askPaths(probe, request, config.paths, context);
      return judge(config, asked);
    },
  };
}

function judge(
  { paths, status }: WarmUpConfig,
  asked: Asked[],
): VerificationAnswer {
  const said: string[] = [];
  const missing: string[] = [];
  for (const [index, it] of asked.entries()) {
    if ('verdict' in it) {
      if (it.verdict.status === 'failed') return it.verdict;
      missing.push(`GET ${paths[index]}: ${it.verdict.message}`);
      continue;
    }
    const sentence = `GET ${paths[index]} answered ${it.answer.status} in ${it.answer.durationMs} ms`;
    if (it.answer.status === status) said.push(sentence);
    else missing.push(`${sentence}, not ${status}`);
  }
  if (missing.length === 0) {
    return { status: 'passed', code: 'warm', message: listed(said, '; ') };
  }
  return {
    status: 'running',
    code: 'not-warm',
    message: `${said.length} of ${paths.length} answer ${status}: ${listed(missing, '; ')}`,
  };
}

function listed(all: string[], separator: string): string {
  const rest = all.length - NAMED;
  const named = rest > 0 ? [...all.slice(0, NAMED), `${rest} more`] : all;
  if (named.length === 1) return named[0];
  return `${named.slice(0, -1).join(separator)} and ${named.at(-1)}`;
}
