import { spawn } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { createInterface } from 'node:readline';
import { inData, inRoot, root } from './paths.mjs';
import { Sorry } from './say.mjs';

const running = new Set();
const never = new Promise(() => {});
let stopping = false;

/** Node arguments that end a child whose launcher vanished. */
export const followParent = [
  '--require',
  inRoot('scripts/lib/follow-parent.cjs'),
];

function logFile(name) {
  mkdirSync(inData('logs'), { recursive: true });
  return inData('logs', `${name.replaceAll(' ', '-')}.log`);
}

/**
 * Starts a process in a group of its own, its output in a log file.
 * `exited` resolves with the exit code, whatever it is. Options that are not
 * named here are those of node's spawn.
 */
export function start(name, command, args, options = {}) {
  const { onLine, ipc = false, stopSignal = 'SIGTERM', ...rest } = options;
  const log = logFile(name);
  const file = openSync(log, 'w');
  const output = onLine ? 'pipe' : file;
  const child = spawn(command, args, {
    cwd: root,
    ...rest,
    detached: true,
    stdio: ['ignore', output, output, ...(ipc ? ['ipc'] : [])],
  });
  for (const stream of [child.stdout, child.stderr].filter(Boolean)) {
    createInterface({ input: stream }).on('line', line => {
      writeSync(file, `${line}\n`);
      onLine(line);
    });
  }
  const exited = new Promise(done => {
    child.once('error', error => {
      writeSync(file, `${error.message}\n`);
      done(127);
    });
    child.once('close', (code, signal) => done(code ?? signal));
  });
  const handle = { name, child, log, exited, stopSignal };
  running.add(handle);
  exited.then(() => {
    running.delete(handle);
    closeSync(file);
  });
  return handle;
}

/** Runs a process to its end and gives its exit code. */
export function finish(name, command, args, options) {
  return start(name, command, args, options).exited;
}

/** Gives the promise, or a sentence when the process ends by itself. */
export function whileAlive(handle, promise = never) {
  const gone = handle.exited.then(() => {
    if (stopping) return never;
    throw new Sorry(
      `The ${handle.name} ended by itself:\n${reason(handle.log)}\n` +
        `Its log is ${handle.log}.`,
    );
  });
  return Promise.race([promise, gone]);
}

/** What a log ends with: its last errors, where it names any. */
function reason(file) {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const errors = lines.filter(line => /^\S*Error\b|\berror\b.*:/i.test(line));
  return (errors.length > 0 ? errors : lines).slice(-3).join('\n');
}

function signalGroup(handle, signal) {
  try {
    process.kill(-handle.child.pid, signal);
  } catch {
    // the group is gone already
  }
}

/** Ends a process with its children, first politely. */
export async function stop(handle) {
  signalGroup(handle, handle.stopSignal);
  const timer = setTimeout(() => signalGroup(handle, 'SIGKILL'), 8_000);
  await handle.exited;
  clearTimeout(timer);
  signalGroup(handle, 'SIGKILL');
}

/** Ends every process started here. */
export async function stopAll() {
  stopping = true;
  await Promise.all([...running].map(stop));
}

/**
 * Ctrl-C, SIGTERM and a closed terminal end what was started here; so does the
 * end of the npm that runs this, which doesn't always pass its signals on.
 */
export function stopOnSignals(onStop) {
  const onSignal = async signal => {
    if (stopping) return;
    onStop();
    await stopAll();
    process.exit(signal === 'SIGINT' ? 130 : 0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, onSignal);
  }
  if (process.env.npm_lifecycle_event) {
    const parent = process.ppid;
    const watch = () => process.ppid !== parent && onSignal('SIGTERM');
    setInterval(watch, 500).unref();
  }
}
