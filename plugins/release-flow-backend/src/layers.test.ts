import { readdirSync, readFileSync } from 'fs';
import { dirname, join, relative, resolve } from 'path';

const source = resolve(__dirname);

/** What each folder may import from the others. One direction, nothing backwards. */
const MAY: Record<string, string[]> = {
  policy: ['database/records', 'policy'],
  database: ['database', 'policy', 'providers/types'],
  providers: ['providers'],
  facts: ['facts', 'policy', 'database', 'providers/types'],
  engine: ['engine', 'facts', 'policy', 'database', 'providers/types'],
  services: ['services', 'facts', 'policy', 'database', 'providers/types'],
  http: ['http', 'services', 'database'],
  scaffolder: ['scaffolder'],
  actions: ['actions', 'services'],
  catalog: ['catalog', 'policy'],
  cli: ['cli', 'policy'],
};

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.name === '__testUtils__') return [];
    if (entry.isDirectory()) return files(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)
      ? [path]
      : [];
  });
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/from '(\.[^']+)'/g)].map(([, path]) =>
    relative(source, resolve(dirname(file), path)),
  );
}

it.each(Object.keys(MAY))('%s imports only what it may', folder => {
  const wrong = files(join(source, folder)).flatMap(file =>
    importsOf(file)
      .filter(
        target =>
          !MAY[folder].some(
            allowed => target === allowed || target.startsWith(`${allowed}/`),
          ),
      )
      .map(target => `${relative(source, file)} → ${target}`),
  );
  expect(wrong).toEqual([]);
});
