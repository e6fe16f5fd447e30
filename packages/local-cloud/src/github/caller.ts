import type { Cloud } from '../cloud';
import type { WireRequest } from '../http/wire';
import { header } from '../http/wire';
import type { Repository, Token } from '../state/githubModel';
import { GitHubProblem } from './problem';

/** Whose credentials came with a request. */
export interface Caller {
  login: string;
  token: Token | undefined;
}

export const ANONYMOUS: Caller = { login: '', token: undefined };

export function callerOf(cloud: Cloud, request: WireRequest): Caller {
  const given = header(request, 'authorization');
  if (given === '') return ANONYMOUS;
  const token = cloud.state.tokens[secretOf(given)];
  if (!token) throw new GitHubProblem(401, 'Bad credentials');
  return { login: token.login, token };
}

/** The token of an `authorization` header. */
export function secretOf(authorization: string): string {
  const [scheme, value = ''] = authorization.split(/\s+/);
  if (!/^basic$/i.test(scheme)) return value;
  const [user, password] = Buffer.from(value, 'base64').toString().split(':');
  return password || user;
}

export function signedIn(caller: Caller): string {
  if (!caller.token) throw new GitHubProblem(401, 'Requires authentication');
  return caller.login;
}

/** All repositories are private, so OAuth tokens need the scope `repo`. */
export function canRead(repo: Repository, caller: Caller): boolean {
  const inScope = caller.token?.scopes.includes('repo') ?? false;
  return inScope && repo.access[caller.login] !== undefined;
}

export function canPush(repo: Repository, caller: Caller): boolean {
  const access = repo.access[caller.login];
  return canRead(repo, caller) && (access === 'admin' || access === 'write');
}
