import { connect, createServer } from 'node:net';
import { Sorry } from './say.mjs';

const cloudPorts = 8;

/**
 * The ports of the portal, its backend and the local cloud's first. Only with
 * a development server does the backend have a port of its own.
 */
export function ports({ dev = false } = {}) {
  const base = process.env.RELEASE_FLOW_PORT_BASE;
  const portal = Number(base ?? 3000);
  if (!Number.isInteger(portal) || portal < 1024 || portal > 65000) {
    throw new Sorry(`RELEASE_FLOW_PORT_BASE is not a port: ${base}`);
  }
  const own = base === undefined ? 7007 : portal + 7;
  return {
    portal,
    backend: dev ? own : portal,
    cloud: base === undefined ? 7100 : portal + 100,
  };
}

/** The ports of a portal without a development server. */
export const portsFrom = base => ({
  portal: base,
  backend: base,
  cloud: base + 100,
});

const all = ({ portal, backend, cloud }) => [
  ...new Set([portal, backend]),
  ...Array.from({ length: cloudPorts }, (_, index) => cloud + index),
];

function answers(port, host) {
  return new Promise(done => {
    const socket = connect({ port, host });
    socket.once('connect', () => done(true)).once('error', () => done(false));
    socket.once('connect', () => socket.destroy());
  });
}

function canListen(port) {
  return new Promise(done => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen({ port, host: '127.0.0.1' }, () =>
      server.close(() => done(true)),
    );
  });
}

async function isFree(port) {
  const taken = await Promise.all(
    ['127.0.0.1', '::1'].map(host => answers(port, host)),
  );
  return !taken.includes(true) && canListen(port);
}

export async function assertFree(wanted) {
  for (const port of all(wanted)) {
    if (!(await isFree(port))) {
      throw new Sorry(
        `Port ${port} is in use: end the program that holds it, or choose ` +
          'other ports, for example RELEASE_FLOW_PORT_BASE=3100 npm start.',
      );
    }
  }
}

/** A base, for RELEASE_FLOW_PORT_BASE, whose ports are all free. */
export async function findFreeBase(from) {
  for (let base = from; base < from + 5_000; base += 200) {
    const free = await Promise.all(
      all(portsFrom(base)).map(port => isFree(port)),
    );
    if (!free.includes(false)) return base;
  }
  throw new Sorry(`No free ports between ${from} and ${from + 5_000}.`);
}
