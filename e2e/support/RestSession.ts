import { CookieJar } from './CookieJar';

/** A person's session by HTTP alone: the same sign-in as in the browser, without one. */
export class RestSession {
  private constructor(
    readonly login: string,
    private readonly api: string,
    private readonly token: string,
  ) {}

  static async signIn(portal: string, login: string): Promise<RestSession> {
    const jar = new CookieJar();
    const start = await jar.fetch(
      `${portal}/api/auth/github/start?scope=read%3Auser&origin=${encodeURIComponent(portal)}&flow=popup&env=development`,
    );
    const authorize = new URL(start.headers.get('location')!);
    authorize.searchParams.set('login', login);
    let next = await jar.fetch(authorize.href);
    if (next.status === 200) {
      next = await choosePerson(jar, authorize, await next.text(), login);
    }
    await jar.fetch(new URL(next.headers.get('location')!, authorize).href);
    const refreshed = await jar.fetch(
      `${portal}/api/auth/github/refresh?optional&env=development`,
      { headers: { 'x-requested-with': 'XMLHttpRequest' } },
    );
    const { backstageIdentity } = await refreshed.json();
    return new RestSession(
      login,
      `${portal}/api`,
      backstageIdentity.token as string,
    );
  }

  /** The same person at another replica. */
  at(portal: string): RestSession {
    return new RestSession(this.login, `${portal}/api`, this.token);
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) {
    const response = await fetch(`${this.api}${path}`, {
      method,
      headers: {
        ...headers,
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text ? JSON.parse(text) : undefined,
    };
  }

  /** A 2xx answer of Release Flow, or a throw that says what it was. */
  async call(method: string, path: string, body?: unknown) {
    const answer = await this.send(method, `/release-flow${path}`, body);
    if (answer.status >= 300) {
      throw new Error(
        `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body?.error)}`,
      );
    }
    return answer.body;
  }
}

async function choosePerson(
  jar: CookieJar,
  page: URL,
  html: string,
  login: string,
) {
  const action = /<form[^>]*action="([^"]+)"/.exec(html)?.[1];
  const fields = new URLSearchParams();
  for (const [input] of html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    const name = /name="([^"]+)"/.exec(input)?.[1];
    const value = /value="([^"]*)"/.exec(input)?.[1] ?? '';
    if (name) fields.set(name, value.replace(/&amp;/g, '&'));
  }
  fields.set('login', login);
  return jar.fetch(new URL((action ?? '').replace(/&amp;/g, '&'), page).href, {
    method: 'POST',
    body: fields,
  });
}
