import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inRoot } from './lib/paths.mjs';

const rootPackage = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));

const json = value => `${JSON.stringify(value, undefined, 2)}\n`;

const manifest = resolutions => ({
  name: 'plain-portal',
  version: '0.0.0',
  private: true,
  packageManager: rootPackage.packageManager,
  workspaces: ['packages/*'],
  devDependencies: {
    '@backstage/cli': '^0.36.6',
    '@backstage/cli-defaults': '^0.1.6',
    typescript: '~5.8.0',
  },
  // The pins of this Backstage release, as in this repository.
  resolutions: { ...rootPackage.resolutions, ...resolutions },
});

const appManifest = dependencies => ({
  name: 'app',
  version: '0.0.0',
  private: true,
  backstage: { role: 'frontend' },
  bundled: true,
  main: 'src/index.tsx',
  dependencies: {
    '@backstage/frontend-defaults': '^0.5.6',
    '@backstage/plugin-catalog': '^2.0.9',
    '@backstage/ui': '^0.18.0',
    react: '^18.3.1',
    'react-dom': '^18.3.1',
    'react-router': '^6.30.2',
    'react-router-dom': '^6.30.2',
    ...dependencies,
  },
  devDependencies: { '@backstage/cli': '^0.36.6' },
  browserslist: { production: ['>0.2%', 'not dead', 'not op_mini all'] },
  files: ['dist'],
});

const appIndex = `import '@backstage/ui/css/styles.css';
import { createApp } from '@backstage/frontend-defaults';
import { createRoot } from 'react-dom/client';

createRoot(document.getElementById('root')!).render(createApp().createRoot());
`;

const appPage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Plain portal</title>
  </head>
  <body>
    <div id="root"></div>
  </body>
</html>
`;

const backendManifest = dependencies => ({
  name: 'backend',
  version: '0.0.0',
  private: true,
  backstage: { role: 'backend' },
  main: 'dist/index.cjs.js',
  types: 'src/index.ts',
  dependencies: {
    '@backstage/backend-defaults': '^0.18.0',
    '@backstage/plugin-app-backend': '^0.5.18',
    '@backstage/plugin-auth-backend': '^0.30.1',
    '@backstage/plugin-auth-backend-module-guest-provider': '^0.2.23',
    '@backstage/plugin-catalog-backend': '^4.0.0',
    '@backstage/plugin-scaffolder-backend': '^4.2.0',
    app: 'workspace:^',
    'better-sqlite3': '^13.2.0',
    ...dependencies,
  },
  devDependencies: { '@backstage/cli': '^0.36.6' },
  files: ['dist'],
});

const backendIndex =
  lines => `import { createBackend } from '@backstage/backend-defaults';

const backend = createBackend();
backend.add(import('@backstage/plugin-app-backend'));
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@backstage/plugin-scaffolder-backend'));
${lines.map(line => `${line}\n`).join('')}backend.start();
`;

/** Nobody answers for GitHub and Azure. */
const config = ({ port, nobody }) => ({
  app: {
    title: 'Plain portal',
    baseUrl: `http://localhost:${port}`,
    packages: 'all',
  },
  organization: { name: 'Plain' },
  backend: {
    baseUrl: `http://localhost:${port}`,
    listen: { host: '127.0.0.1', port },
    database: { client: 'better-sqlite3', connection: ':memory:' },
    csp: { 'upgrade-insecure-requests': false },
  },
  auth: { providers: { guest: {} } },
  integrations: {
    github: [{ host: nobody, apiBaseUrl: `http://${nobody}`, token: 'none' }],
  },
  catalog: {
    rules: [{ allow: ['Component', 'ReleaseFlow'] }],
    locations: [{ type: 'file', target: '../../catalog.yaml' }],
  },
  releaseFlow: {
    azure: { subscription: 'none', endpoint: `https://${nobody}` },
  },
});

const component = (name, annotations) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, annotations },
  spec: { type: 'service', lifecycle: 'production', owner: 'guests' },
});

const entities = nobody => [
  component('with-flow', {
    'backstage.io/source-location': `url:http://${nobody}/acme/with-flow/tree/main/`,
    'github.com/project-slug': 'acme/with-flow',
    'release-flow.io/flow': 'one-stage',
  }),
  component('without-flow', {}),
  {
    apiVersion: 'release-flow.io/v1alpha1',
    kind: 'ReleaseFlow',
    metadata: { name: 'one-stage' },
    spec: {
      owner: 'group:default/guests',
      mode: 'enforce',
      source: { tag: String.raw`^v(?<version>\d+\.\d+\.\d+)$` },
      artifacts: [
        {
          component: 'api',
          image: 'registry.example/${{ service.name }}',
          digest: { from: 'release-body' },
        },
      ],
      environments: [
        {
          id: 'prd',
          title: 'Production',
          tier: 'production',
          target: {
            type: 'azure-app-service',
            resourceGroup: 'rg-plain',
            site: '${{ service.name }}-prd',
          },
          accepts: [{ release: 'published' }],
          deploy: { manual: { by: 'target' } },
        },
      ],
      paths: [{ from: 'source', to: 'prd' }],
    },
  },
];

/** YAML is a superset of JSON. */
const yaml = documents =>
  documents.map(document => `---\n${json(document)}`).join('');

/**
 * Writes a portal that has what any Backstage portal has, and what is added:
 * lines of its backend, dependencies, and where Yarn finds them.
 */
export function writePortal(folder, { ports, lines, app, backend, found }) {
  const files = {
    'package.json': json(manifest(found)),
    'backstage.json': json({ version: '1.55.0' }),
    'app-config.yaml': json(config(ports)),
    'catalog.yaml': yaml(entities(ports.nobody)),
    'packages/app/package.json': json(appManifest(app)),
    'packages/app/public/index.html': appPage,
    'packages/app/src/index.tsx': appIndex,
    'packages/backend/package.json': json(backendManifest(backend)),
    'packages/backend/src/index.ts': backendIndex(lines),
    // Other versions than those locked here would be another Backstage.
    'yarn.lock': readFileSync(inRoot('yarn.lock'), 'utf8'),
    '.yarnrc.yml': readFileSync(inRoot('.yarnrc.yml'), 'utf8'),
  };
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
