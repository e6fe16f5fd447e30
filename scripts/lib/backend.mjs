import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { catalogFor } from './catalog.mjs';
import { cloudEnvironment } from './cloud.mjs';
import { inData, inRoot } from './paths.mjs';
import { followParent, start } from './processes.mjs';
import { untilOk } from './ready.mjs';

export const urlOf = port => `http://localhost:${port}`;

/** The TypeScript loader that Backstage's own CLI starts a backend with. */
function loader() {
  const { resolve } = createRequire(inRoot('package.json'));
  return resolve('@backstage/cli/config/nodeTransform.cjs');
}

function command({ node }, dev) {
  if (dev)
    return [inRoot('node_modules/.bin/backstage-cli'), 'package', 'start'];
  return [
    ...[node, '--enable-source-maps', '--require', loader(), ...followParent],
    inRoot('packages/backend/src/index.ts'),
  ];
}

const failedStart = /BackendStartupError|EADDRINUSE/;

/** The variables that app-config.yaml asks for. */
export function portalEnvironment(ports) {
  return {
    RELEASE_FLOW_APP_URL: urlOf(ports.portal),
    RELEASE_FLOW_BACKEND_URL: urlOf(ports.backend),
    RELEASE_FLOW_BACKEND_PORT: String(ports.backend),
    RELEASE_FLOW_DATA: inData(),
  };
}

/**
 * Starts the backend, which also serves the portal's pages. Each of several over the same data has
 * a name of its own; the first has written their `catalog`. `preload` is required before all else.
 */
export async function startBackend(tools, ports, chosen) {
  const { configs, dev, name = 'backend', preload } = chosen;
  mkdirSync(inData('db'), { recursive: true });
  const token = randomUUID();
  const [program, ...args] = command(tools, dev);
  if (preload) args.unshift('--require', preload);
  const files = [inRoot('app-config.yaml'), ...configs];
  const handle = start(
    name,
    program,
    [...args, ...files.flatMap(file => ['--config', file])],
    {
      ipc: true,
      // Backstage logs a failed start and lives on, answering nothing.
      onLine: line => {
        if (failedStart.test(line)) handle.child.kill('SIGKILL');
      },
      cwd: inRoot('packages/backend'),
      env: {
        NODE_ENV: 'development',
        ...tools.env,
        ...cloudEnvironment(tools.env, ports),
        ...portalEnvironment(ports),
        RELEASE_FLOW_CATALOG: chosen.catalog ?? catalogFor(ports),
        RELEASE_FLOW_LAUNCHER_TOKEN: token,
      },
    },
  );
  const url = urlOf(ports.backend);
  await untilOk(handle, `${url}/.backstage/health/v1/readiness`);
  await untilOk(
    handle,
    `${url}/api/catalog/entities/by-name/user/default/vera`,
    { headers: { authorization: `Bearer ${token}` } },
  );
  return handle;
}
