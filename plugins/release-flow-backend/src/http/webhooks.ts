import {
  AuthenticationError,
  InputError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { createHmac, timingSafeEqual } from 'crypto';
import express, { type RequestHandler, type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { Stores } from '../database';
import { isTelling, noteRepository } from '../services/repositoryNotice';

const PATH = '/webhooks/github';
const MAX_BODY = '5mb';
const AT_ONCE = 32;
const WAIT_AT_MOST = 2_000;

export interface WebhookOptions {
  secrets: string[];
  stores: Stores;
}

/** One durable mark, *this repository is due*, then 202. Payloads are not kept. */
export function createWebhookRouter(options: WebhookOptions): Router {
  const router = PromiseRouter();
  router.post(
    PATH,
    limited(AT_ONCE, WAIT_AT_MOST),
    express.raw({ type: () => true, limit: MAX_BODY }),
    async (request, response) => {
      const body: Buffer = Buffer.isBuffer(request.body)
        ? request.body
        : Buffer.alloc(0);
      verify(options.secrets, body, request.header('x-hub-signature-256'));
      const event = request.header('x-github-event') ?? '';
      const isDue =
        isTelling(event) &&
        (await noteRepository(options.stores, payloadOf(body, request)));
      response.status(202).json({ status: isDue ? 'due' : 'ignored', event });
    },
  );
  return router;
}

/** A burst waits its turn, bodies unread; beyond that somebody sends too much. */
function limited(atOnce: number, waitAtMost: number): RequestHandler {
  const waiting: Array<() => void> = [];
  let running = 0;
  const next = () => waiting.shift()?.();
  return (_request, response, goOn) => {
    const enter = () => {
      if (response.destroyed) {
        next();
        return;
      }
      running += 1;
      response.once('close', () => {
        running -= 1;
        next();
      });
      goOn();
    };
    if (running < atOnce) {
      enter();
    } else if (waiting.length < waitAtMost) {
      waiting.push(enter);
    } else {
      goOn(
        new ServiceUnavailableError(
          'Too many webhooks at once. GitHub may deliver it again; what it told of is read anyway.',
        ),
      );
    }
  };
}

function verify(
  secrets: string[],
  body: Buffer,
  signature: string | undefined,
): void {
  const given = Buffer.from(signature ?? '');
  const matches = secrets.some(secret => {
    const expected = Buffer.from(
      `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    );
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  if (!matches) {
    throw new AuthenticationError(
      'The webhook signature does not match. Compare the secret in GitHub with releaseFlow.github.webhooks.',
    );
  }
}

/** A hook that was not told otherwise sends a form with the JSON in its field `payload`. */
function payloadOf(body: Buffer, request: express.Request): unknown {
  const text = body.toString('utf8');
  const json = request.is('application/x-www-form-urlencoded')
    ? new URLSearchParams(text).get('payload')
    : text;
  try {
    return JSON.parse(json ?? '');
  } catch {
    throw new InputError('The webhook body is no JSON');
  }
}
