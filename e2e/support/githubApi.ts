/** Calls of GitHub's REST API with a person's own token, as the `gh` command makes them. */
export async function githubApi(url: string, login: string) {
  const token = await ownToken(url, login);
  return async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}/api/v3${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${await response.text()}`);
    }
    return response.status === 204 ? undefined : response.json();
  };
}

/** Reviews the deployments for which a run waits. */
export async function reviewByApi(
  url: string,
  login: string,
  run: { slug: string; id: number; state: 'approved' | 'rejected' },
) {
  const call = await githubApi(url, login);
  const path = `/repos/${run.slug}/actions/runs/${run.id}/pending_deployments`;
  const pending: any[] = await call('GET', path);
  return call('POST', path, {
    environment_ids: pending.map(({ environment }) => environment.id),
    state: run.state,
    comment: 'Seen',
  });
}

/** What signing in at GitHub gives a person. */
export async function ownToken(url: string, login: string): Promise<string> {
  const client = { client_id: 'release-flow-local' };
  const granted = await fetch(`${url}/login/oauth/authorize`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({
      ...client,
      redirect_uri: `${url}/`,
      scope: 'repo',
      login,
    }),
  });
  const code = new URL(granted.headers.get('location')!).searchParams.get(
    'code',
  )!;
  const answer = await fetch(`${url}/login/oauth/access_token`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({
      ...client,
      client_secret: 'local-secret',
      code,
    }),
  });
  return (await answer.json()).access_token;
}
