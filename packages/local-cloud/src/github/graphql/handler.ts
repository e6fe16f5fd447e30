import type { Cloud } from '../../cloud';
import type { Reply, WireRequest } from '../../http/wire';
import { json } from '../../http/wire';
import { callerOf } from '../caller';
import { GitHubProblem } from '../problem';
import { rateLimitHeaders } from '../rateLimit';
import { answerQuery } from './execute';

/** Where github.com and Enterprise Server have it. */
const PATHS = ['/graphql', '/api/graphql'];

export function isQuery(request: WireRequest): boolean {
  return request.method === 'POST' && PATHS.includes(request.path);
}

export function graphqlReply(cloud: Cloud, request: WireRequest): Reply {
  const reply = answer(cloud, request);
  return {
    ...reply,
    headers: {
      ...rateLimitHeaders(cloud, request, reply.status, 'graphql'),
      ...reply.headers,
    },
  };
}

function answer(cloud: Cloud, request: WireRequest): Reply {
  try {
    const caller = callerOf(cloud, request);
    if (!caller.token) {
      throw new GitHubProblem(
        401,
        'This endpoint requires you to be authenticated.',
      );
    }
    const result = answerQuery(cloud, caller, request);
    cloud.recorder.recordQuery(request, result);
    return json(result);
  } catch (error) {
    if (!(error instanceof GitHubProblem)) throw error;
    const { message, status } = error;
    return json({ message, status: String(status) }, status);
  }
}
