import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  AuthenticationError,
  InputError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { createHmac, timingSafeEqual } from 'crypto';
import express, { type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { Stores } from '../database';

const MAX_BODY = '5mb';
const AT_ONCE = 32;

/** Events that change what we show; all others are answered and dropped. */
const EVENTS = new Set([
  'release',
  'push',
  'create',
  'delete',
  'deployment',
  'deployment_status',
  'workflow_run',
  'registry_package',
]);

export interface WebhookOptions {
  secrets: string[];
  stores: Stores;
  logger: LoggerService;
}

/** One durable upsert, *this repository is due*, then 202. Payloads are not kept. */
export function createWebhookRouter(options: WebhookOptions): Router {
  const router = PromiseRouter();
  let running = 0;
  router.post(
    '/webhooks/github',
    express.raw({ type: () => true, limit: MAX_BODY }),
    async (request, response) => {
      const body: Buffer = Buffer.isBuffer(request.body)
        ? request.body
        : Buffer.alloc(0);
      verify(options.secrets, body, request.header('x-hub-signature-256'));
      const event = request.header('x-github-event') ?? '';
      if (!EVENTS.has(event)) {
        response.status(202).json({ status: 'ignored', event });
        return;
      }
      if (running >= AT_ONCE) {
        throw new ServiceUnavailableError('Too many webhooks at once');
      }
      running += 1;
      try {
        const key = repositoryOf(body);
        const now = (await options.stores.now()).toISOString();
        const known =
          key !== undefined &&
          (await options.stores.repositories.markDue(key, now));
        response.status(202).json({ status: known ? 'due' : 'ignored', event });
      } finally {
        running -= 1;
      }
    },
  );
  return router;
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

/** `host/owner/name` from the payload's own URL. */
function repositoryOf(body: Buffer): string | undefined {
  let payload: unknown;
  try {
    payload = JSON.parse(body.toString('utf8'));
  } catch {
    throw new InputError('The webhook body is no JSON');
  }
  const url = (payload as { repository?: { html_url?: unknown } } | null)
    ?.repository?.html_url;
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined;
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`.replace(/\/+$/, '').toLowerCase();
}
