import { request as httpRequest, type IncomingMessage } from 'http';
import { request as httpsRequest } from 'https';
import type { LookupFunction } from 'net';

const MAX_BYTES = 64 * 1024;

const HEADERS = {
  accept: '*/*',
  'accept-encoding': 'identity',
  'user-agent': 'backstage-plugin-release-flow',
};

export interface Visit {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** One GET over a connection of its own; the body is cut off at 64 KiB. */
export async function visit(
  url: URL,
  lookup: LookupFunction,
  signal: AbortSignal,
): Promise<Visit> {
  const answer = await open(url, lookup, signal);
  try {
    return {
      status: answer.statusCode ?? 0,
      headers: flat(answer.headers),
      body: await readStart(answer),
    };
  } finally {
    answer.destroy();
  }
}

function open(
  url: URL,
  lookup: LookupFunction,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((done, fail) => {
    send(url, { agent: false, headers: HEADERS, lookup, signal }, done)
      .on('error', fail)
      .end();
  });
}

async function readStart(body: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAX_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_BYTES).toString('utf8');
}

function flat(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, [value].flat().join(', ')]],
    ),
  );
}
