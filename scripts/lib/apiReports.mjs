import { readFileSync, writeFileSync } from 'node:fs';
import { inRoot } from './paths.mjs';
import { finish } from './processes.mjs';

const packages = ['plugins/release-flow-common', 'plugins/release-flow-node'];
const reports = [
  'plugins/release-flow-common/report.api.md',
  'plugins/release-flow-node/report.api.md',
  'plugins/release-flow-node/report-testUtils.api.md',
].map(path => inRoot(path));

const union = /('[^']*'|\w+)( \| ('[^']*'|\w+))+/g;

/**
 * TypeScript prints the members of a union in the order in which it met them,
 * which depends on what it compiled before: order says nothing here.
 */
const substance = text =>
  text
    // One that is written over several lines ends with the member that came last.
    .replace(/\n\s*\| /g, ' | ')
    .split('\n')
    .map(line =>
      line.replace(union, members => members.split(' | ').sort().join(' | ')),
    )
    .sort()
    .join('\n');

/** What plugins export has changed only where its report has; reads the output of `types`. */
export async function apiReports({ env }, onLine) {
  const kept = reports.map(path => [path, readFileSync(path, 'utf8')]);
  const code = await finish(
    'api-reports',
    inRoot('node_modules/.bin/backstage-repo-tools'),
    [
      ...['api-reports', '--omit-messages', 'ae-wrong-input-file-type'],
      ...packages,
    ],
    { env, onLine },
  );
  const changed = kept.filter(
    ([path, text]) => substance(readFileSync(path, 'utf8')) !== substance(text),
  );
  for (const [path, text] of kept) writeFileSync(path, text);
  for (const [path] of changed) {
    onLine(
      `${path} is not what the package exports. Run yarn tsc && yarn build:api-reports, and commit it.`,
    );
  }
  return code === 0 && changed.length === 0
    ? { passed: 1, failed: 0 }
    : { passed: 0, failed: 1 };
}
