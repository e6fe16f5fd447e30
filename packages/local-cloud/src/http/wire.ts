import type { IncomingHttpHeaders } from 'node:http';

/** One request as every emulated service sees it. */
export interface WireRequest {
  method: string;
  url: URL;
  /** Path as sent, percent-encoding kept. */
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  params: Record<string, string>;
}

export interface Reply {
  status: number;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
}

export type Handler = (request: WireRequest) => Reply | Promise<Reply>;

export function json(
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}

export function text(
  body: string,
  status = 200,
  contentType = 'text/plain; charset=utf-8',
): Reply {
  return { status, headers: { 'content-type': contentType }, body };
}

export function html(body: string, status = 200): Reply {
  return text(body, status, 'text/html; charset=utf-8');
}

export function empty(status = 204): Reply {
  return { status };
}

export function redirect(
  location: string,
  headers: Record<string, string> = {},
): Reply {
  return { status: 302, headers: { location, ...headers } };
}

export function header(request: WireRequest, name: string): string {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : (value ?? '');
}

/** The body as a JSON object, whatever its type claims, as APIs read it. */
export function jsonBody(
  request: WireRequest,
): Record<string, any> | undefined {
  const raw = request.body.toString('utf8');
  if (raw.trim() === '') return {};
  try {
    const parsed = JSON.parse(raw);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The fields of a form, or of a JSON object. */
export function formBody(
  request: WireRequest,
): Record<string, any> | undefined {
  return header(request, 'content-type').includes('x-www-form-urlencoded')
    ? Object.fromEntries(new URLSearchParams(request.body.toString('utf8')))
    : jsonBody(request);
}

export function cookies(request: WireRequest): Record<string, string> {
  const pairs = header(request, 'cookie').split(/;\s*/).filter(Boolean);
  return Object.fromEntries(
    pairs.map(pair => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))];
    }),
  );
}
