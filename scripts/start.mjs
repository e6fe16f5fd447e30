import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureApp, startAppServer } from './lib/app.mjs';
import { startBackend, urlOf } from './lib/backend.mjs';
import { startCloud } from './lib/cloud.mjs';
import { inData } from './lib/paths.mjs';
import { assertFree, ports as choosePorts } from './lib/ports.mjs';
import { prepare } from './lib/prepare.mjs';
import { stopAll, stopOnSignals, whileAlive } from './lib/processes.mjs';
import { Sorry, run, say, seconds } from './lib/say.mjs';

const usage = `npm start -- [options]

  --config <file>  add a configuration file, for example app-config.postgres.yaml
  --reset          forget what the local cloud and the portal stored, begin anew
  --dev            restart and rebuild as sources change (yarn dev)`;

function options() {
  try {
    const { values } = parseArgs({
      options: {
        config: { type: 'string', multiple: true, default: [] },
        dev: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        reset: { type: 'boolean', default: false },
      },
    });
    return { ...values, configs: values.config.map(file => resolve(file)) };
  } catch (error) {
    throw new Sorry(`${error.message}\n\n${usage}`);
  }
}

function welcome(ports, began) {
  say(`
Release Flow is ready (${seconds(began)}).

  Portal   ${urlOf(ports.portal)}
  GitHub   ${urlOf(ports.cloud)}/acme/qfa-backend   (a local stand-in)
  Logs     ${inData('logs')}

  Sign in with GitHub, there as one of
    ada, ben     developers of the QFA team; ben also tests and signs off
    mona, lars   its leads, who approve; lars is on call
    raj          platform team, owns the flows, is on call
    vera         auditor

  Ctrl-C ends everything; \`npm start -- --reset\` begins anew.
`);
}

function forget() {
  for (const name of ['cloud', 'db']) {
    rmSync(inData(name), { recursive: true, force: true });
  }
}

/** Starts everything; gives the processes that must stay alive. */
async function startAll(tools, ports, chosen) {
  say('Starting the local cloud ...');
  const pages = () =>
    chosen.dev ? startAppServer(tools, ports) : ensureApp(tools);
  const [cloud, app] = await Promise.all([startCloud(tools, ports), pages()]);
  say('Starting the backend ...');
  const backend = await startBackend(tools, ports, chosen);
  return [cloud, backend, ...(app ? [app] : [])];
}

run(async () => {
  const began = Date.now();
  const chosen = options();
  if (chosen.help) {
    say(usage);
    return;
  }
  const ports = choosePorts(chosen);
  stopOnSignals(() => say('\nStopping ...'));
  await assertFree(ports);
  const tools = await prepare();
  if (chosen.reset) forget();
  try {
    const handles = await startAll(tools, ports, chosen);
    welcome(ports, began);
    await Promise.race(handles.map(handle => whileAlive(handle)));
  } finally {
    await stopAll();
  }
});
