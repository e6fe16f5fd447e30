import type {
  HttpAuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import express, {
  type ErrorRequestHandler,
  type Request,
  type Router,
} from 'express';
import PromiseRouter from 'express-promise-router';
import type { z } from 'zod';
import { callerOf } from './caller';
import { bodyError, fieldError } from './fieldError';
import { openApiDocument } from './openapi';
import type { Services } from '../services/createServices';
import { withoutInternals } from '../services/internals';
import { badField } from '../services/refuse';
import { routes } from './routes';
import { sendLines } from './sendLines';

const MAX_BODY = '100kb';

export interface RouterOptions {
  httpAuth: HttpAuthService;
  services: Services;
  webhooks: Router;
  /** Where failures of our own are told. */
  logger?: LoggerService;
}

/** Thin: who asks, what is asked, one call of a service. */
export function createRouter(options: RouterOptions): Router {
  const router = PromiseRouter();
  router.use(options.webhooks);
  const readJson = express.json({ limit: MAX_BODY });
  router.use((request, response, next) => {
    readJson(request, response, error => next(error && bodyError(error)));
  });
  router.get('/openapi.json', async (request, response) => {
    await callerOf(options.httpAuth, request);
    response.json(openApiDocument());
  });
  for (const route of routes) {
    const path = route.path.replace(/\{(\w+)\}/g, ':$1');
    router[route.method](path, async (request, response) => {
      const caller = await callerOf(options.httpAuth, request);
      const result = await route.handle(options.services, caller, {
        params: request.params,
        query: route.query ? parse(route.query, request.query) : {},
        body: route.body ? parse(route.body, bodyOf(request)) : {},
        secret: route.secretHeader ? secretOf(request, route.secretHeader) : '',
      });
      if (route.lines) {
        await sendLines(response, result as AsyncIterable<string>);
        return;
      }
      if (route.text) {
        response.status(route.status).type(route.text).send(result);
        return;
      }
      response.status(route.status).json(result);
    });
  }
  const onError: ErrorRequestHandler = (error, _request, _response, next) =>
    next(withoutInternals(error, options.logger));
  router.use(onError);
  return router;
}

/** Printable and bounded, as tokens are; what was sent is not repeated. */
function secretOf(request: Request, header: string): string {
  const value = request.get(header) ?? '';
  if (!/^[\x21-\x7e]{1,1000}$/.test(value)) {
    throw badField(header, 'send your own token in this header');
  }
  return value;
}

function bodyOf(request: Request): unknown {
  return request.body ?? {};
}

function parse(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw fieldError(parsed.error);
  return parsed.data;
}
