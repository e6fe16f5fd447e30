import { mkdirSync } from 'node:fs';
import { checks } from './lib/checks.mjs';
import { inData, inRoot } from './lib/paths.mjs';
import { prepare } from './lib/prepare.mjs';
import { stopAll, stopOnSignals } from './lib/processes.mjs';
import { Sorry, run, say, seconds } from './lib/say.mjs';

/** The checks named as arguments, or all that need not be asked for. */
function chosen() {
  const names = process.argv.slice(2);
  const known = checks.map(({ name }) => name);
  const unknown = names.find(name => !known.includes(name));
  if (unknown) {
    throw new Sorry(`There is no check ${unknown}, but ${known.join(', ')}.`);
  }
  return checks.filter(({ name, onRequest = false }) =>
    names.length === 0 ? !onRequest : names.includes(name),
  );
}

/** Runs one check; a failing one shows the end of its output. */
async function perform({ name, run: check, shows }, tools) {
  const began = Date.now();
  const last = [];
  const onLine = line => {
    if (shows?.test(line)) say(`  ${line}`);
    last.push(line);
    if (last.length > 150) last.shift();
  };
  say(`${name} ...`);
  const result = await check(tools, onLine).catch(error => {
    last.push(error instanceof Sorry ? error.message : error.stack);
    return { passed: 0, failed: 1 };
  });
  const { passed, code = 0 } = result;
  const failed = result.failed || (code === 0 ? 0 : 1);
  if (failed > 0) {
    say(last.join('\n'));
    say(`The whole output is in ${inData('logs')}.`);
  }
  const again = result.again ? `, ${result.again} at the second try` : '';
  say(
    `${name}: ${passed} passed${again}, ${failed} failed, ${seconds(began)}\n`,
  );
  return { passed, failed };
}

run(async () => {
  const began = Date.now();
  stopOnSignals(() => say('\nStopping ...'));
  const wanted = chosen();
  const tools = await prepare();
  mkdirSync(inRoot('test-results'), { recursive: true });
  const sum = { passed: 0, failed: 0 };
  try {
    for (const check of wanted) {
      const { passed, failed } = await perform(check, tools);
      sum.passed += passed;
      sum.failed += failed;
    }
  } finally {
    await stopAll();
  }
  say(`Took ${seconds(began)}; each check that is not a test counts as one.`);
  say(`${sum.passed} passed, ${sum.failed} failed`);
  if (sum.failed > 0) process.exitCode = 1;
});
