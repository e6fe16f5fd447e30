import { spawn } from 'child_process';
import { once } from 'events';
import { resolve } from 'path';
import { text } from 'stream/consumers';

const BIN = resolve(__dirname, '../../bin/release-flow');

/** Runs the real command as a process of its own. */
export async function runCli(...args: string[]) {
  const child = spawn(process.execPath, [BIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, stdout, stderr };
}
