import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';

const modules = join(process.env.RELEASE_FLOW_PACK_PORTAL!, 'node_modules');

/** What a tarball brought, as it was installed. */
function installed(name: string) {
  const folder = join(modules, name);
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter(file => !file.startsWith('node_modules'));
  return { files, read, manifest: JSON.parse(read('package.json')) };
}

type Installed = ReturnType<typeof installed>;

/** Every file that `exports`, `main` and `types` lead to. */
function entries({ manifest }: Installed): string[] {
  const { main, types, exports = {} } = manifest;
  const targets = Object.values(exports).flatMap(target =>
    typeof target === 'string'
      ? [target]
      : Object.values(target as Record<string, string>),
  );
  const typed = Object.values(manifest.typesVersions?.['*'] ?? {}).flat();
  return [main, types, ...targets, ...(typed as string[])]
    .filter(target => !target.startsWith('@backstage/'))
    .map(target => target.replace(/^\.\//, ''));
}

const packageOf = (specifier: string) =>
  specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

/** The packages that the code and its types import. */
function imported({ files, read }: Installed): Set<string> {
  const found = new Set<string>();
  for (const file of files.filter(name => /\.(js|d\.ts)$/.test(name))) {
    for (const [, , specifier] of read(file).matchAll(
      /(?:\bfrom |\bimport |\bimport\(|\brequire\()(['"])([^'".][^'"\n]*)\1/g,
    )) {
      found.add(packageOf(specifier));
    }
  }
  return found;
}

const BACKEND = '@backstage/BackendFeature';
const expected = {
  'backstage-plugin-release-flow-common': {},
  'backstage-plugin-release-flow-node': { entries: ['./testUtils'] },
  'backstage-plugin-release-flow-backend': {
    entries: ['./plugin', './scaffolder', './catalog'],
    features: {
      '.': BACKEND,
      './plugin': BACKEND,
      './scaffolder': BACKEND,
      './catalog': BACKEND,
    },
    files: [
      'config.schema.json',
      'migrations/20261121000000_init.js',
      'schema/ReleaseFlow.schema.json',
    ],
  },
  'backstage-plugin-release-flow': {
    entries: ['./legacy'],
    features: { '.': '@backstage/FrontendPlugin' },
  },
};

for (const [name, wanted] of Object.entries(expected)) {
  test.describe(name, () => {
    const plugin = installed(name);
    const { manifest, files } = plugin;
    const {
      entries: subpaths = [],
      features,
      files: more = [],
    } = {
      entries: undefined,
      features: undefined,
      files: undefined,
      ...wanted,
    };

    test('brings what it leads to', () => {
      const paths = Object.keys(manifest.exports ?? {});
      expect(paths).toEqual(expect.arrayContaining(subpaths));
      expect(files).toEqual(
        expect.arrayContaining(['README.md', ...more, ...entries(plugin)]),
      );
    });

    test('brings nothing of the tests', () => {
      const odd =
        /__testUtils__|\.test\.|[Ff]ixture|setupTests|local-cloud|^src\/|^dev\//;
      expect(files.filter(file => odd.test(file))).toEqual([]);
    });

    test('says what it is', () => {
      expect(manifest.backstage.features).toEqual(features);
      expect(JSON.stringify(manifest)).not.toContain('workspace:');
    });

    test('depends on all that it imports', () => {
      const declared = [
        ...Object.keys(manifest.dependencies),
        ...Object.keys(manifest.peerDependencies ?? {}),
        ...builtinModules,
        name,
      ];
      const undeclared = [...imported(plugin)].filter(
        specifier =>
          !specifier.startsWith('node:') && !declared.includes(specifier),
      );
      expect(undeclared).toEqual([]);
    });
  });
}
