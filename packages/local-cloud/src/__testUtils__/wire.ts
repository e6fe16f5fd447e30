import { Octokit } from '@octokit/core';
import { restEndpointMethods } from '@octokit/plugin-rest-endpoint-methods';
import type { LocalCloud } from '../index';
import { CLIENT_ID, CLIENT_SECRET, MACHINE_TOKEN } from '../index';

const Client = Octokit.plugin(restEndpointMethods);

/** The client that the real adapters use, pointed at a local cloud. */
export function octokitFor(cloud: LocalCloud, auth: string = MACHINE_TOKEN) {
  return new Client({ baseUrl: `${cloud.urls.github}/api/v3`, auth });
}

export type LocalOctokit = ReturnType<typeof octokitFor>;

/** Signs a person in through the OAuth pages, as a browser would. */
export async function signIn(
  cloud: LocalCloud,
  login: string,
  scope = 'repo read:user',
): Promise<string> {
  const { github } = cloud.urls;
  const callback = 'http://localhost:7007/api/auth/github/handler/frame';
  const granted = await fetch(`${github}/login/oauth/authorize`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({
      client_id: CLIENT_ID,
      redirect_uri: callback,
      state: 'nonce',
      scope,
      login,
    }),
  });
  const target = new URL(granted.headers.get('location')!);
  const exchanged = await fetch(`${github}/login/oauth/access_token`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      code: target.searchParams.get('code')!,
    }),
  });
  const { access_token: token } = (await exchanged.json()) as {
    access_token: string;
  };
  return token;
}

/** Waits until `read` gives something, for simulated work to come about. */
export async function eventually<T>(
  read: () => Promise<T | undefined> | T | undefined,
  withinMs = 25_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  while (Date.now() < end) {
    const value = await read();
    if (value !== undefined) return value;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error('It did not come about in time');
}

/** Calls the control API. */
export async function control(
  cloud: LocalCloud,
  method: string,
  path: string,
  body?: unknown,
): Promise<any> {
  const response = await fetch(cloud.urls.control + path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.text();
  return answer === '' ? undefined : JSON.parse(answer);
}
