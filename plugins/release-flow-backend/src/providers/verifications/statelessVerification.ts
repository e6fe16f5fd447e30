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

const MAX_PATHS = 10;

/** What load balancers call the cookies by which they send a client to the instance it had before. */
const STICKY = [
  /^ARRAffinity/i,
  /^AWSALB/i,
  /^AWSELB$/i,
  /^INGRESSCOOKIE$/i,
  /^SERVERID$/i,
  /^GCLB$/i,
  /^BIGipServer/i,
  /^_?sticky/i,
  /^route$/i,
];

const statelessSchema = z.strictObject({
  type: z.literal('stateless'),
  paths: z.array(pathSchema).min(1).max(MAX_PATHS),
  url: urlNameSchema,
  status: statusSchema,
  /** Cookies of the service's own that would tie a client to an instance. */
  cookies: z
    .array(z.string().regex(/^[\w.-]{1,80}$/))
    .max(20)
    .default([]),
  within: withinSchema,
});

export type StatelessConfig = z.infer<typeof statelessSchema>;

/** No answer ties its client to an instance: sticky sessions are not needed, and not on. */
export function statelessVerification(
  probe: HttpProbe,
): VerificationProvider<StatelessConfig> {
  return {
    type: 'stateless',
    schema: statelessSchema as z.ZodType<StatelessConfig>,
    titleOf: ({ paths }) => `No sticky session at ${paths.join(', ')}`,
    withinMs: ({ within }) => toMillis(within),
    async check(request, context) {
      const { config } = request;
      const asked = await askPaths(probe, request, config.paths, context);
      return judge(config, asked);
    },
  };
}

function judge(
  { paths, status, cookies }: StatelessConfig,
  asked: Asked[],
): VerificationAnswer {
  for (const [index, it] of asked.entries()) {
    if ('verdict' in it) return it.verdict;
    const said = `GET ${paths[index]} answered ${it.answer.status}`;
    if (it.answer.status !== status) {
      return {
        status: 'running',
        code: 'http-status',
        message: `${said}, not ${status}`,
      };
    }
    const sticky = cookieNames(it.answer.headers['set-cookie']).find(
      name =>
        cookies.includes(name) || STICKY.some(pattern => pattern.test(name)),
    );
    if (sticky) {
      return {
        status: 'failed',
        code: 'sticky-session',
        message: `${said} and set the cookie ${sticky}, which ties a client to one instance. Switch session affinity off.`,
      };
    }
  }
  return {
    status: 'passed',
    code: 'stateless',
    message: `No answer of ${paths.length} set a cookie that ties a client to an instance`,
  };
}

/** Names in `Set-Cookie`, several of which arrive as one text. */
function cookieNames(header: string | undefined): string[] {
  return (header ?? '')
    .split(/,(?=\s*[\w.-]+=)/)
    .flatMap(cookie => /^\s*([\w.-]+)=/.exec(cookie)?.[1] ?? []);
}
