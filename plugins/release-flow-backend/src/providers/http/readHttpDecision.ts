import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import type { HttpDecision, HttpProbe } from '../types';

/** Where the probe cuts an answer off. */
const MAX_BYTES = 64 * 1024;
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\b/i;

/** Asks a URL of the flow's; only the configuration can allow its host. */
export async function readHttpDecision(
  probe: HttpProbe,
  { url }: { url: string },
  context: ProviderContext,
): Promise<HttpDecision> {
  const answer = await probe.get(
    url,
    { hosts: [], followRedirects: true },
    context,
  );
  const { status, durationMs } = answer;
  return { status, body: jsonOf(answer), durationMs };
}

function jsonOf(answer: Awaited<ReturnType<HttpProbe['get']>>): unknown {
  const { status, headers, body, url } = answer;
  if (body.trim() === '' || !JSON_TYPE.test(headers['content-type'] ?? '')) {
    return undefined;
  }
  const { host, pathname } = new URL(url);
  const said = `${host}${pathname} answered ${status} with`;
  if (Buffer.byteLength(body) >= MAX_BYTES) {
    throw new ProviderError(
      'refused',
      `${said} more JSON than the 64 KiB that are read.`,
    );
  }
  try {
    return JSON.parse(body);
  } catch {
    // The parser's own message quotes the answer.
    throw new ProviderError(
      'unavailable',
      `${said} something that is said to be JSON and is not.`,
    );
  }
}
