import { whileAlive } from './processes.mjs';
import { Sorry } from './say.mjs';

const pause = ms => new Promise(done => setTimeout(done, ms));

async function answersOk(url, headers) {
  try {
    const response = await fetch(url, {
      headers,
      signal: AbortSignal.timeout(5_000),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** Waits until the URL answers 2xx, as long as its process lives. */
export async function untilOk(handle, url, { headers, within = 180_000 } = {}) {
  const until = Date.now() + within;
  while (!(await whileAlive(handle, answersOk(url, headers)))) {
    if (Date.now() > until) {
      throw new Sorry(
        `The ${handle.name} did not get ready in ${within / 1000} s; its log is ${handle.log}.`,
      );
    }
    await pause(250);
  }
}
