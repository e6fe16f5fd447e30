import fs from 'node:fs';
import path from 'node:path';
import { WORKFLOW_FOLDER } from '../actions/workflowFile';

/** Every file of the sample repository's first commit, workflows included. */
export function sampleFiles(
  values: Record<
    '__NAME__' | '__FLOW__' | '__REGISTRY__' | '__SITES__',
    string
  >,
): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [file, content] of filesIn(path.join(__dirname, 'files'))) {
    files[file] = content.replace(
      /__[A-Z]+__/g,
      name => values[name as keyof typeof values] ?? name,
    );
  }
  for (const [file, content] of filesIn(path.join(__dirname, 'workflows'))) {
    files[WORKFLOW_FOLDER + file] = content;
  }
  return files;
}

/** Every file below a folder, with its path in it. */
export function filesIn(root: string): [path: string, content: string][] {
  return fs
    .readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => {
      const full = path.join(entry.parentPath, entry.name);
      const relative = path.relative(root, full).replaceAll(path.sep, '/');
      return [relative, fs.readFileSync(full, 'utf8')];
    });
}
