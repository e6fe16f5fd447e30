import { randomBytes } from 'node:crypto';
import type { Cloud } from '../cloud';
import { markup, page, raw } from '../html/page';
import type { Router } from '../http/router';
import type { Reply, WireRequest } from '../http/wire';
import { formBody, header, html, json, redirect, text } from '../http/wire';
import { isLoopbackHost } from '../http/loopback';
import { peopleToBe, startSession } from './sessions';

export const CLIENT_ID = 'release-flow-local';
export const CLIENT_SECRET = 'local-secret';

/** GitHub's OAuth web flow, with a page on which one chooses who to be. */
export function addOauthRoutes(router: Router, cloud: Cloud): void {
  router.on('GET /login/oauth/authorize', request => {
    const asked = Object.fromEntries(request.url.searchParams);
    return problemWith(asked) ?? html(signInPage(cloud, asked));
  });
  router.on('POST /login/oauth/authorize', request => {
    const asked = formBody(request) ?? {};
    if (!cloud.findPerson(asked.login)) return text('Nobody of that name', 400);
    return problemWith(asked) ?? grant(cloud, asked);
  });
  router.on('POST /login/oauth/access_token', request =>
    exchange(cloud, request),
  );
}

type Asked = Record<string, string>;

function problemWith(asked: Asked): Reply | undefined {
  if (asked.client_id !== CLIENT_ID) return text('Unknown client_id', 404);
  const target = URL.canParse(asked.redirect_uri ?? '')
    ? new URL(asked.redirect_uri)
    : undefined;
  if (!target || !isLoopbackHost(target.host)) {
    return text('The redirect_uri must be on this machine', 400);
  }
  return undefined;
}

function signInPage(cloud: Cloud, asked: Asked): string {
  const hidden = ['client_id', 'redirect_uri', 'scope', 'state'].map(
    name => markup`<input type="hidden" name="${name}" value="${asked[name]}">`,
  );
  const people = peopleToBe(cloud).map(
    person => markup`<p><button name="login" value="${person.login}">
      ${person.name} <span class="muted">${person.login}</span></button></p>`,
  );
  return page({
    title: 'Sign in to the local GitHub',
    body: markup`<h1>Sign in to the local GitHub</h1>
      <p class="muted">Choose who you are. Nothing leaves this machine.</p>
      <form class="people" method="post" action="/login/oauth/authorize">
      ${raw(hidden)}${raw(people)}</form>`,
  });
}

function grant(cloud: Cloud, asked: Asked): Reply {
  const code = randomBytes(10).toString('hex');
  const scopes = (asked.scope ?? '').split(/[\s,]+/).filter(Boolean);
  cloud.state.oauthCodes[code] = { login: asked.login, scopes };
  const target = new URL(asked.redirect_uri);
  target.searchParams.set('code', code);
  if (asked.state) target.searchParams.set('state', asked.state);
  const cookie = startSession(cloud, asked.login);
  return redirect(target.toString(), { 'set-cookie': cookie });
}

function exchange(cloud: Cloud, request: WireRequest): Reply {
  const asked = {
    ...Object.fromEntries(request.url.searchParams),
    ...formBody(request),
  } as Asked;
  const answer = tokenFor(cloud, asked);
  return header(request, 'accept').includes('json')
    ? json(answer)
    : text(
        new URLSearchParams(answer).toString(),
        200,
        'application/x-www-form-urlencoded; charset=utf-8',
      );
}

function tokenFor(cloud: Cloud, asked: Asked): Record<string, string> {
  if (asked.client_id !== CLIENT_ID || asked.client_secret !== CLIENT_SECRET) {
    return {
      error: 'incorrect_client_credentials',
      error_description: 'The client_id and/or client_secret are incorrect.',
    };
  }
  const grantOfCode = cloud.state.oauthCodes[asked.code];
  if (!grantOfCode) {
    return {
      error: 'bad_verification_code',
      error_description: 'The code passed is incorrect or expired.',
    };
  }
  delete cloud.state.oauthCodes[asked.code];
  return {
    access_token: issueUserToken(cloud, grantOfCode.login, grantOfCode.scopes),
    token_type: 'bearer',
    scope: grantOfCode.scopes.join(','),
  };
}

export function issueUserToken(
  cloud: Cloud,
  login: string,
  scopes: string[],
): string {
  const token = `gho_${randomBytes(18).toString('hex')}`;
  cloud.state.tokens[token] = {
    login,
    scopes,
    kind: 'oauth',
    used: 0,
    windowStart: cloud.now(),
  };
  cloud.changed();
  return token;
}
