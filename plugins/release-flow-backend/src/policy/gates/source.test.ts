import type { Plan } from 'backstage-plugin-release-flow-common';
import { COMMIT } from '../../__testUtils__/bindings';
import type { PromotionFacts } from '../facts';
import {
  NOW,
  build,
  dev,
  judge,
  prd,
  read,
  release,
  staging,
  unread,
} from './__testUtils__/gateFixtures';

const ofMain = { state: 'build' as const, branch: 'main', publishedAt: null };

describe('the place of a tag', () => {
  const of = ['main', 'hotfix/.+'];
  const placed = (branch: string | null, heads: string | null = 'h') => ({
    release: { ...release, place: { of, branch, heads } },
  });
  it.each<[string, Partial<PromotionFacts>, Plan['intent'], string]>([
    ['main', placed('main'), 'promote', 'passed: release-accepted'],
    ['no branch', placed(null), 'promote', 'blocked: not-on-branch'],
    ['no branch, back', placed(null), 'restore', 'blocked: not-on-branch'],
    ['not known', placed(null, null), 'promote', 'waiting: not-read'],
    ['what ran', placed(null), 'rollback', 'passed: release-accepted'],
    ['what runs', placed(null), 'redeploy', 'passed: release-accepted'],
  ])('%s', (_name, facts, intent, expected) => {
    expect(judge({ type: 'source' }, facts, { intent })).toBe(expected);
  });
});

describe('source', () => {
  it.each<[string, Partial<PromotionFacts>, typeof prd, string]>([
    ['a final release', {}, prd, 'passed: release-accepted'],
    [
      'a draft in prd',
      { release: { ...release, state: 'draft' } },
      prd,
      'blocked: draft-not-accepted',
    ],
    [
      'a draft in dev',
      { release: { ...release, state: 'draft' } },
      dev,
      'passed: release-accepted',
    ],
    [
      'a prerelease',
      { release: { ...release, state: 'prerelease' } },
      prd,
      'blocked: prerelease-not-accepted',
    ],
    [
      'a build of a branch that is let in',
      { release: { ...release, ...ofMain } },
      { ...dev, accepts: [{ branch: 'main' }] },
      'passed: build-accepted',
    ],
    [
      'a build of another branch',
      { release: { ...release, ...ofMain } },
      { ...prd, accepts: [{ branch: 'release/.+' }, { release: 'published' }] },
      'blocked: build-not-accepted',
    ],
    [
      'a build whose branch only begins like one that is let in',
      { release: { ...release, ...ofMain, branch: 'main2' } },
      { ...dev, accepts: [{ branch: 'main' }] },
      'blocked: build-not-accepted',
    ],
    [
      'a build without its image',
      {
        release: {
          ...release,
          ...ofMain,
          artifact: null,
          problem: { code: 'waiting-for-image', message: 'x' },
        },
      },
      { ...dev, accepts: [{ branch: 'main' }] },
      'blocked: waiting-for-image',
    ],
    [
      'a build whose label is the tag of something else',
      {
        release: { ...release, ...ofMain },
        tagCommit: read(COMMIT('f')),
      },
      { ...dev, accepts: [{ branch: 'main' }] },
      'passed: build-accepted',
    ],
    [
      'an unknown artifact',
      { release: undefined },
      prd,
      'blocked: unknown-release',
    ],
    [
      'no digest',
      {
        release: {
          ...release,
          artifact: null,
          problem: { code: 'no-digest', message: 'x' },
        },
      },
      prd,
      'blocked: no-digest',
    ],
    [
      'two digests',
      {
        release: { ...release, problem: { code: 'two-digests', message: 'x' } },
      },
      prd,
      'blocked: two-digests',
    ],
    [
      'a changed digest',
      {
        release: {
          ...release,
          problem: { code: 'artifact-changed', message: 'x' },
        },
      },
      prd,
      'blocked: artifact-changed',
    ],
    [
      'a moved tag',
      { tagCommit: read(COMMIT('9')) },
      prd,
      'blocked: artifact-changed',
    ],
    [
      'a missing tag',
      { tagCommit: read(undefined) },
      prd,
      'blocked: tag-missing',
    ],
    ['an unreadable tag', { tagCommit: unread }, prd, 'waiting: not-read'],
    [
      'a rejection under another tag',
      {
        rejections: [
          {
            ...release,
            tag: 'v0.4.0-hot',
            rejected: { by: 'x', at: NOW, reason: 'leak' },
          },
        ],
      },
      prd,
      'blocked: rejected',
    ],
    [
      'a rejected draft in dev: the rejection wins',
      {
        release: { ...release, state: 'draft' },
        rejections: [
          { ...release, rejected: { by: 'x', at: NOW, reason: 'leak' } },
        ],
      },
      dev,
      'blocked: rejected',
    ],
    [
      'an ephemeral build in prd',
      { release: undefined, build },
      prd,
      'blocked: ephemeral',
    ],
    [
      'an ephemeral build in staging',
      { release: undefined, build },
      staging,
      'blocked: ephemeral',
    ],
    [
      'a build of a branch that is not accepted',
      { release: undefined, build: { ...build, intent: 'promote' } },
      dev,
      'blocked: build-not-accepted',
    ],
    [
      'an ephemeral build in dev',
      { release: undefined, build },
      dev,
      'passed: build-accepted',
    ],
    [
      'an expired build in dev',
      {
        release: undefined,
        build: { ...build, expiresAt: '2026-11-20T00:00:00.000Z' },
      },
      dev,
      'blocked: build-expired',
    ],
  ])('%s', (_name, change, target, expected) => {
    expect(judge({ type: 'source' }, change, { in: target })).toBe(expected);
  });
});
