import { z } from 'zod';
import { routes, type Route } from './routes';

type Json = Record<string, unknown>;

const ERROR = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['name', 'message'],
      properties: {
        name: { type: 'string' },
        message: { type: 'string' },
        code: { type: 'string' },
        field: { type: 'string' },
      },
    },
  },
};

/** OpenAPI 3.1, generated from the routes and their schemas. */
export function openApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method]: operationOf(route),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Release Flow',
      version: '0.1.0',
      description:
        'Promotes releases along a declared graph of environments. Errors are Backstage errors: error.code is for machines, error.message for people.',
    },
    servers: [{ url: '/api/release-flow' }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: ERROR },
    },
  };
}

function operationOf(route: Route): Json {
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  return {
    summary: route.summary,
    operationId: operationId(route),
    parameters: [
      ...names.map(name => ({
        name,
        in: 'path',
        required: true,
        schema: { type: 'string' },
      })),
      ...queryParameters(route),
      ...headerParameters(route),
    ],
    ...(route.body
      ? {
          requestBody: {
            required: true,
            content: {
              'application/json': { schema: schemaOf(route.body, 'input') },
            },
          },
        }
      : {}),
    responses: {
      [route.status]: {
        description: route.summary,
        content: {
          [mediaTypeOf(route)]: {
            schema: schemaOf(route.response, 'output'),
          },
        },
      },
      default: {
        description: 'What happened, to what, and what to do next',
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/Error' },
          },
        },
      },
    },
  };
}

function mediaTypeOf({ lines, text }: Route): string {
  return text ?? (lines ? 'application/x-ndjson' : 'application/json');
}

function headerParameters({ secretHeader }: Route): Json[] {
  if (!secretHeader) return [];
  return [
    {
      name: secretHeader,
      in: 'header',
      required: true,
      description: "A token of the caller's own; used once, never kept",
      schema: { type: 'string' },
    },
  ];
}

function queryParameters(route: Route): Json[] {
  if (!route.query) return [];
  const schema = schemaOf(route.query, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: 'query',
    required: schema.required?.includes(name) ?? false,
    schema: property,
  }));
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
  });
  return rest;
}

function operationId(route: Route): string {
  return [route.method, ...route.path.split('/').filter(Boolean)]
    .map(part => part.replace(/[{}]/g, ''))
    .join('-');
}
