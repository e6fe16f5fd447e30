import { once } from 'events';
import {
  createServer,
  type IncomingHttpHeaders,
  type ServerResponse,
} from 'http';
import type { AddressInfo } from 'net';

export interface StubRequest {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** One answer: a reply, a connection that breaks, or silence. */
export type StubAnswer =
  | { status: number; headers?: Record<string, string>; body?: unknown }
  | 'drop'
  | 'silence';

export interface StubServer {
  host: string;
  url: string;
  requests: StubRequest[];
  /** What comes next; the last answer stays. */
  answer(
    ...answers: (StubAnswer | ((request: StubRequest) => StubAnswer))[]
  ): void;
  close(): Promise<void>;
}

/** A server that answers as it is told, for the faults that a good emulator does not have. */
export async function startStub(): Promise<StubServer> {
  const requests: StubRequest[] = [];
  let script: Parameters<StubServer['answer']> = [{ status: 404 }];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const request: StubRequest = {
      method: incoming.method!,
      url: incoming.url!,
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString(),
    };
    requests.push(request);
    const [next, ...rest] = script;
    if (rest.length > 0) script = rest;
    reply(response, typeof next === 'function' ? next(request) : next);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    url: `http://${host}`,
    requests,
    answer: (...answers) => {
      script = answers;
      requests.length = 0;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function reply(response: ServerResponse, answer: StubAnswer): void {
  if (answer === 'silence') return;
  if (answer === 'drop') {
    response.socket?.destroy();
    return;
  }
  const { status, headers, body } = answer;
  const isText = typeof body === 'string' || Buffer.isBuffer(body);
  response.writeHead(status, {
    ...(!isText &&
      body !== undefined && { 'content-type': 'application/json' }),
    ...headers,
  });
  response.end(isText || body === undefined ? body : JSON.stringify(body));
}
