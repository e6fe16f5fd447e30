import type { WireRequest } from '../http/wire';
import { jsonBody, header } from '../http/wire';
import { documentedOperation, problemsWith } from './githubDescription';

export interface Violation {
  method: string;
  path: string;
  problems: string[];
}

const API_VERSIONS = ['', '2022-11-28', '2026-03-10'];
const KEPT_VIOLATIONS = 500;

/** Checks every call that GitHub receives against GitHub's description. */
export class RequestRecorder {
  private checked = 0;
  private operations: Record<string, number> = {};
  private readonly queries = new Set<string>();
  private violations: Violation[] = [];

  /** Takes a request to the API, its path without `/api/v3`. */
  record(request: WireRequest): void {
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const { path, url } = request;
    this.checked += 1;
    const operation = documentedOperation(method, path);
    const name = operation?.name ?? `${method.toLowerCase()} ${path}`;
    this.operations[name] = (this.operations[name] ?? 0) + 1;
    const problems = problemsWithRequest({ ...request, method });
    if (problems.length === 0) return;
    this.violations.push({ method, path: path + url.search, problems });
    if (this.violations.length > KEPT_VIOLATIONS) this.violations.shift();
  }

  /** Takes a GraphQL query and what it was answered: one that GitHub refuses is a violation. */
  recordQuery(request: WireRequest, answer: object): void {
    const { query } = jsonBody(request) ?? {};
    this.checked += 1;
    this.queries.add(String(query));
    if ('data' in answer) return;
    this.violations.push({
      method: request.method,
      path: request.path,
      problems: [JSON.stringify(answer)],
    });
  }

  report() {
    const { checked, operations, queries, violations } = this;
    return { checked, operations, queries: [...queries], violations };
  }

  clear(): void {
    this.checked = 0;
    this.operations = {};
    this.queries.clear();
    this.violations = [];
  }
}

export function problemsWithRequest(request: WireRequest): string[] {
  const operation = documentedOperation(request.method, request.path);
  if (!operation) return ['no documented operation (or not extracted)'];
  const version = header(request, 'x-github-api-version');
  return [
    ...(API_VERSIONS.includes(version) ? [] : [`no API version ${version}`]),
    ...problemsWithQuery(operation.query, request.url.searchParams),
    ...problemsWithBody(operation.body, request),
  ];
}

function problemsWithQuery(
  documented: Record<string, object>,
  query: URLSearchParams,
): string[] {
  return [...query].flatMap(([name, value]) => {
    if (!(name in documented)) return [`query parameter '${name}'`];
    return problemsWith(documented[name], value, { coerce: true }).map(
      problem => `query parameter '${name}': ${problem}`,
    );
  });
}

function problemsWithBody(
  schema: { properties?: object } | undefined,
  request: WireRequest,
): string[] {
  if (request.body.length === 0) return [];
  if (!schema) return ['a body, where none is documented'];
  const body = jsonBody(request);
  if (!body) return ['the body is not JSON'];
  const known = Object.keys(schema.properties ?? {});
  const unknown = Object.keys(body).filter(name => !known.includes(name));
  return [
    ...unknown.map(name => `body field '${name}'`),
    ...problemsWith(schema, body).map(problem => `body: ${problem}`),
  ];
}
