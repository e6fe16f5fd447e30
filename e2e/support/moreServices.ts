import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Adds services to a copy of the sample catalog, each like its first but for the name. */
export async function addServices(
  catalog: string,
  names: string[],
): Promise<void> {
  const file = join(catalog, 'services.yaml');
  const text = await readFile(file, 'utf8');
  const first = text
    .split(/^---\n/m)
    .find(entity => entity.includes('name: qfa-backend'))!;
  const more = names.map(name => first.replaceAll('qfa-backend', name));
  await writeFile(file, [text, ...more].join('\n---\n'));
}
