import { ConfigReader } from '@backstage/config';
import { machine, person } from '../__testUtils__/useCases';
import { readReporters, Reporters } from './reporters';

const CI = 'external:repo:acme/qfa:ref:refs/heads/main';

it.each([
  ['component:default/qfa-*', 'component:default/qfa-api', true],
  ['component:default/qfa-*', 'component:default/qfa-', true],
  ['component:default/qfa-*', 'component:default/other', false],
  ['component:default/qfa-*', 'component:other/qfa-api', false],
  ['component:*/qfa', 'component:other/qfa', true],
  ['*:default/qfa', 'component:default/qfa', true],
  ['component:default/*', 'component:default/a/b', false],
  ['component:default/qfa.api', 'component:default/qfa-api', false],
  ['component:default/QFA', 'component:default/qfa', true],
])('%s lets its subject report for %s: %p', (pattern, ref, may) => {
  const reporters = new Reporters([{ subject: CI, services: [pattern] }]);
  let refusal = '';
  try {
    reporters.require(machine(CI), ref);
  } catch (error) {
    refusal = (error as Error).message;
  }
  expect(refusal).toMatch(may ? /^$/ : /may not report for/);
});

it('never lets a person report, nor a subject of another name', () => {
  const reporters = new Reporters([
    { subject: 'user:default/ada', services: ['*:*/*'] },
  ]);
  expect(() => reporters.require(person('ada'), 'component:a/b')).toThrow(
    'People adopt',
  );
  expect(() => reporters.require(machine(CI), 'component:a/b')).toThrow(
    'is not listed',
  );
});

it.each([
  [[{ services: ['component:default/a'] }], 'subject'],
  [[{ subject: 'user:default/ada', services: ['*:*/*'] }], 'is a user'],
  [[{ subject: CI, services: [] }], 'releaseFlow.reporters[0].services'],
  [[{ subject: CI, services: ['qfa-*'] }], "not 'qfa-*'"],
])('refuses %j at start', (reporters, message) => {
  const config = new ConfigReader({ reporters });
  expect(() => readReporters(config)).toThrow(message);
});
