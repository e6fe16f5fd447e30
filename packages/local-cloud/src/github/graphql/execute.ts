import { buildSchema, execute, GraphQLError, parse, validate } from 'graphql';
import type { Cloud } from '../../cloud';
import type { WireRequest } from '../../http/wire';
import { jsonBody } from '../../http/wire';
import type { Caller } from '../caller';
import { canRead } from '../caller';
import { isoTime, nodeId } from '../format';
import { rateOf } from '../rateLimit';
import published from './github.schema.json';

const schema = buildSchema(published.sdl);

/** A deployment's state by its newest status. */
const STATES: Record<string, string> = {
  success: 'ACTIVE',
  failure: 'FAILURE',
  error: 'ERROR',
  inactive: 'INACTIVE',
  in_progress: 'IN_PROGRESS',
  pending: 'PENDING',
  queued: 'QUEUED',
  waiting: 'WAITING',
};

/** Errors that GitHub words in its own way; all others are told as they are. */
const WORDINGS: [pattern: RegExp, told: (...found: string[]) => object][] = [
  [
    /^Cannot query field "(\w+)" on type "(\w+)"/,
    (fieldName, typeName) => ({
      message: `Field '${fieldName}' doesn't exist on type '${typeName}'`,
      extensions: { code: 'undefinedField', typeName, fieldName },
    }),
  ],
  [
    /^Unknown argument "(\w+)" on field "(\w+)\.(\w+)"/,
    (argumentName, _type, name) => ({
      message: `Field '${name}' doesn't accept argument '${argumentName}'`,
      extensions: {
        code: 'argumentNotAccepted',
        name,
        typeName: 'Field',
        argumentName,
      },
    }),
  ],
];

/** What GitHub's GraphQL endpoint answers to a signed in caller. */
export function answerQuery(
  cloud: Cloud,
  caller: Caller,
  request: WireRequest,
): object {
  const fields = jsonBody(request);
  if (typeof fields?.query !== 'string') {
    return { errors: [{ message: 'A query attribute must be specified' }] };
  }
  try {
    const document = parse(fields.query);
    const refused = validate(schema, document);
    if (refused.length > 0) return { errors: refused.map(worded) };
    const answer = execute({
      schema,
      document,
      variableValues: fields.variables,
      rootValue: rootOf(cloud, caller),
    });
    if (answer instanceof Promise)
      throw new Error('Queries are answered at once');
    const { data, errors } = answer;
    return { ...(data !== undefined && { data }), ...(errors && { errors }) };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { errors: [error.toJSON()] };
  }
}

function worded(error: GraphQLError): object {
  const told = error.toJSON();
  for (const [pattern, wording] of WORDINGS) {
    const found = pattern.exec(error.message);
    if (found) return { ...told, ...wording(...found.slice(1)) };
  }
  return told;
}

function rootOf(cloud: Cloud, caller: Caller) {
  return {
    nodes: ({ ids }: { ids: string[] }) =>
      ids.map(id => node(cloud, caller, id)),
    rateLimit: () => {
      const { limit, remaining, used, reset } = rateOf(
        cloud,
        caller.token,
        'graphql',
      );
      return {
        cost: 1,
        limit,
        remaining,
        used,
        resetAt: isoTime(reset * 1000),
      };
    },
  };
}

/** As GitHub: null, and an error beside it, where the caller may not see what an id names. */
function node(cloud: Cloud, caller: Caller, id: string) {
  for (const repo of cloud.state.repositories) {
    const deployment = repo.deployments.find(
      it => nodeId('Deployment', it.id) === id,
    );
    if (!deployment || !canRead(repo, caller)) continue;
    const [latest] = deployment.statuses;
    return {
      __typename: 'Deployment',
      id,
      databaseId: deployment.id,
      environment: deployment.environment,
      commitOid: deployment.sha,
      state: latest ? STATES[latest.state] : 'PENDING',
      createdAt: isoTime(deployment.createdAt),
      updatedAt: isoTime(deployment.updatedAt),
      latestStatus: latest && {
        id: nodeId('DeploymentStatus', latest.id),
        state: latest.state.toUpperCase(),
        logUrl: latest.logUrl || null,
        environmentUrl: latest.environmentUrl || null,
        description: latest.description,
        createdAt: isoTime(latest.at),
      },
    };
  }
  return new GraphQLError(
    `Could not resolve to a node with the global id of '${id}'`,
    { extensions: { type: 'NOT_FOUND' } },
  );
}
