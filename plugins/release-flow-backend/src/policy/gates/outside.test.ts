import type { TypedConfig } from 'backstage-plugin-release-flow-common';
import type { CheckFact, GateReading } from '../facts';
import { atPointer } from './http';
import {
  build,
  dev,
  judge,
  read,
  resultOf,
  unread,
} from './__testUtils__/gateFixtures';

describe('checks', () => {
  const check = (name: string, change: Partial<CheckFact> = {}): CheckFact => ({
    name,
    status: 'completed',
    conclusion: 'success',
    url: null,
    ...change,
  });
  const running = check('e2e', { status: 'in_progress', conclusion: null });
  const failed = check('e2e', { conclusion: 'failure' });
  const all = { type: 'checks', names: ['ci', 'e2e'] };
  const named = { type: 'checks', names: ['e2e'] };
  it.each<[string, TypedConfig, CheckFact[], string]>([
    ['all good', all, [check('ci'), check('e2e')], 'passed: checks-passed'],
    [
      'skipped counts as good',
      all,
      [check('ci', { conclusion: 'skipped' }), check('e2e')],
      'passed: checks-passed',
    ],
    ['none at all', all, [], 'waiting: check-missing'],
    ['one runs', all, [check('ci'), running], 'waiting: check-running'],
    ['one failed', all, [check('ci'), failed], 'blocked: check-failed'],
    [
      'one failed and one runs',
      all,
      [check('ci', { status: 'queued', conclusion: null }), failed],
      'blocked: check-failed',
    ],
    [
      'one timed out',
      all,
      [check('ci', { conclusion: 'timed_out' }), check('e2e')],
      'blocked: check-failed',
    ],
    [
      'one is completed without a conclusion',
      all,
      [check('ci', { conclusion: null }), check('e2e')],
      'blocked: check-failed',
    ],
    [
      'the named one',
      named,
      [check('e2e'), check('ci', { conclusion: 'failure' })],
      'passed: checks-passed',
    ],
    [
      'the named one is missing',
      named,
      [check('ci')],
      'waiting: check-missing',
    ],
  ])('%s', (_name, gate, checks, expected) => {
    expect(judge(gate, {}, { reading: { checks: read(checks) } })).toBe(
      expected,
    );
  });

  it('waits while they can not be read, or there is no commit', () => {
    const options = { reading: { checks: unread } };
    expect(judge(all, {}, options)).toBe('waiting: not-read');
    const plan = { commit: null };
    expect(judge(all, {}, { ...options, plan })).toBe('waiting: no-commit');
  });
});

describe('http', () => {
  const gate = {
    type: 'http',
    url: 'https://policy.example/allowed',
    pointer: '/allowed',
    expect: 'true',
  };
  const answer = (body: unknown, status = 200): GateReading => ({
    decision: read({ status, body, durationMs: 12 }),
  });
  it.each<[string, TypedConfig, GateReading, string]>([
    ['yes', gate, answer({ allowed: true }), 'passed: agreed'],
    ['no', gate, answer({ allowed: false }), 'waiting: not-agreed'],
    ['no value', gate, answer({}), 'waiting: no-decision'],
    ['no JSON', gate, answer(undefined), 'waiting: no-decision'],
    [
      'something nested',
      gate,
      answer({ allowed: { yes: true } }),
      'waiting: no-decision',
    ],
    [
      'yes with an error',
      gate,
      answer({ allowed: true }, 500),
      'waiting: not-read',
    ],
    ['nobody', gate, { decision: unread }, 'waiting: not-read'],
    ['not asked', gate, {}, 'waiting: not-read'],
    [
      'another value',
      { ...gate, pointer: '/risk/level', expect: 'low|medium' },
      answer({ risk: { level: 'low' } }),
      'passed: agreed',
    ],
    [
      'only a part of it',
      { ...gate, pointer: '/risk', expect: 'low' },
      answer({ risk: 'lowest' }),
      'waiting: not-agreed',
    ],
  ])('%s', (_name, config, reading, expected) => {
    expect(judge(config, {}, { reading })).toBe(expected);
  });

  it('shows nothing of what it answered', () => {
    const result = resultOf(
      gate,
      {},
      {
        reading: answer({ allowed: 'hunter2', secret: 'hunter2' }),
      },
    );
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  it.each([
    ['', { a: 1 }],
    ['/a', 1],
    ['/b', undefined],
    ['/__proto__', undefined],
    ['/a/b', undefined],
  ])('reads the pointer %s', (pointer, expected) => {
    expect(atPointer({ a: 1 }, pointer)).toEqual(expected);
  });

  it('unescapes pointers', () => {
    expect(atPointer({ 'a/b': { 'c~d': 1 } }, '/a~1b/c~0d')).toBe(1);
  });
});

describe('where the source comes from', () => {
  const branch = { type: 'source', branch: 'main' };
  const changelog = {
    type: 'source',
    changelog: {
      file: 'CHANGELOG.md',
      at: 'tag',
      branch: 'main',
      heading: '^## \\[?v?\\Q0.4.0\\E\\]?(\\s.*)?$',
      sections: ['Added'],
    },
  };
  const text = (...lines: string[]): GateReading => ({
    changelog: read(['# Changelog', '', ...lines].join('\n')),
  });
  const entry = ['## [0.4.0] - 2026-11-21', '### Added', '- A thing'];
  it.each<[string, TypedConfig, GateReading, string]>([
    [
      'on the branch',
      branch,
      { onBranch: read(true) },
      'passed: release-accepted',
    ],
    ['not on it', branch, { onBranch: read(false) }, 'blocked: not-on-branch'],
    ['branch not read', branch, { onBranch: unread }, 'waiting: not-read'],
    ['an entry', changelog, text(...entry), 'passed: release-accepted'],
    [
      'an entry without brackets',
      changelog,
      text('## v0.4.0', ...entry.slice(1)),
      'passed: release-accepted',
    ],
    [
      'no file',
      changelog,
      { changelog: read(undefined) },
      'blocked: changelog-missing',
    ],
    [
      'no entry',
      changelog,
      text('## 0.3.7', '### Added', '- Old'),
      'blocked: changelog-entry-missing',
    ],
    [
      'the entry of a longer version',
      changelog,
      text('## 0.4.01', '### Added', '- x'),
      'blocked: changelog-entry-missing',
    ],
    [
      'an empty entry',
      changelog,
      text('## 0.4.0', '### Added', '', '## 0.3.7', '- Old'),
      'blocked: changelog-entry-empty',
    ],
    [
      'a section missing',
      changelog,
      text('## 0.4.0', '- A thing', '## 0.3.7', '### Added'),
      'blocked: changelog-section-missing',
    ],
    [
      'a file that can not be read',
      changelog,
      { changelog: unread },
      'waiting: not-read',
    ],
    ['never asked', changelog, {}, 'waiting: not-read'],
  ])('%s', (_name, gate, reading, expected) => {
    expect(judge(gate, {}, { reading })).toBe(expected);
  });

  it('asks the branch of a build too', () => {
    const options = { in: dev, reading: { onBranch: read(false) } };
    expect(judge(branch, { build }, options)).toBe('blocked: not-on-branch');
  });
});
