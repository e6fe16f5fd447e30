import { randomBytes } from 'node:crypto';
import type { Cloud } from '../cloud';
import type { WireRequest } from '../http/wire';
import { cookies } from '../http/wire';
import type { Person } from '../state/githubModel';

export const MACHINE_USER = 'release-flow-bot';
const COOKIE = 'local_github_session';

/** Who is signed in to the pages in this browser. */
export function sessionPerson(
  cloud: Cloud,
  request: WireRequest,
): Person | undefined {
  const login = cloud.state.sessions[cookies(request)[COOKIE] ?? ''];
  return login ? cloud.findPerson(login) : undefined;
}

/** Starts a session and returns the cookie that stands for it. */
export function startSession(cloud: Cloud, login: string): string {
  const id = randomBytes(16).toString('hex');
  cloud.state.sessions[id] = login;
  cloud.changed();
  return `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax`;
}

/** The people one can sign in as: everybody but machines. */
export function peopleToBe(cloud: Cloud): Person[] {
  return cloud.state.people.filter(
    person => person.kind === 'User' && person.login !== MACHINE_USER,
  );
}
