import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Handler, Reply, WireRequest } from './wire';

const MAX_BODY_BYTES = 30 * 1024 * 1024;
/** Long, so that clients seldom reuse a connection that is just closing. */
const KEEP_ALIVE_MS = 120_000;
const LOOPBACK_HOSTS = ['127.0.0.1', '::1'];

export type TlsMaterial = { key: string; cert: string };

export interface ListeningServer {
  port: number;
  close(): Promise<void>;
}

/** Returned by a handler to cut the connection instead of answering. */
export const DROP_CONNECTION: Reply = { status: 0 };

/** Serves on loopback only, IPv4 and (where the machine has it) IPv6. */
export async function listenOnLoopback(options: {
  port: number;
  tls?: TlsMaterial;
  handler: Handler;
}): Promise<ListeningServer> {
  const servers: http.Server[] = [];
  let port = options.port;
  for (const host of LOOPBACK_HOSTS) {
    const server = createServer(options.handler, options.tls);
    try {
      port = await listen(server, host, port);
      servers.push(server);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      const noIpv6 = code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT';
      if (host === '::1' && noIpv6) continue;
      await Promise.all(servers.map(close));
      throw error;
    }
  }
  return {
    port,
    close: async () => {
      await Promise.all(servers.map(close));
    },
  };
}

function createServer(handler: Handler, tls?: TlsMaterial): http.Server {
  const onRequest: http.RequestListener = (message, response) => {
    answer(handler, message, response).catch(error => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error?.stack ?? error));
    });
  };
  const server = tls
    ? https.createServer(tls, onRequest)
    : http.createServer(onRequest);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

async function answer(
  handler: Handler,
  message: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const body = await readBody(message);
  if (!body) {
    response.writeHead(413).end();
    return;
  }
  const target = message.url ?? '/';
  const host = message.headers.host ?? 'localhost';
  const request: WireRequest = {
    method: message.method ?? 'GET',
    url: new URL(`http://${host}${target}`),
    path: target.split('?')[0],
    headers: message.headers,
    body,
    params: {},
  };
  const isHead = request.method === 'HEAD';
  const reply = await handler(request);
  if (reply === DROP_CONNECTION) {
    message.socket.destroy();
    return;
  }
  const content = Buffer.from(reply.body ?? '');
  const bodyless = reply.status === 204 || reply.status === 304;
  const length = { 'content-length': content.length };
  response.writeHead(reply.status, {
    ...reply.headers,
    ...(bodyless ? {} : length),
  });
  response.end(isHead || bodyless ? undefined : content);
}

async function readBody(
  message: http.IncomingMessage,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function listen(
  server: http.Server,
  host: string,
  port: number,
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function close(server: http.Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
