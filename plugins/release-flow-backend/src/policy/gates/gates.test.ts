import { DIGEST, COMMIT } from '../../__testUtils__/bindings';
import type { PromotionFacts } from '../facts';
import {
  NOW,
  deployment,
  dev,
  environment,
  image,
  judge,
  read,
  unread,
  upstream,
} from './__testUtils__/gateFixtures';

describe('proven-upstream', () => {
  const with_ = (change: Partial<typeof upstream>) => ({
    upstream: [{ ...upstream, ...change }],
  });
  it.each<
    [string, Partial<PromotionFacts>, Parameters<typeof judge>[2], string]
  >([
    ['verified there and healthy', {}, {}, 'passed: proven-upstream'],
    [
      'never ran there',
      with_({ deployment: undefined }),
      {},
      'blocked: not-proven-upstream',
    ],
    [
      'only declared by GitHub',
      with_({
        deployment: { ...deployment, verified: false, kind: 'declared' },
      }),
      {},
      'blocked: not-proven-upstream',
    ],
    [
      'adopted there',
      with_({
        deployment: { ...deployment, verified: false, kind: 'adopted' },
      }),
      {},
      'passed: proven-upstream',
    ],
    [
      'unhealthy now',
      with_({ environment: environment('unhealthy') }),
      {},
      'waiting: upstream-unhealthy',
    ],
    [
      'health not known',
      with_({ environment: environment('unknown') }),
      {},
      'waiting: upstream-not-read',
    ],
    ['no such path', {}, { from: 'dev' }, 'blocked: no-path'],
    ['from nowhere', {}, { from: null }, 'blocked: no-path'],
    ['from the source', {}, { from: 'source', in: dev }, 'passed: from-source'],
    [
      'rollback to what never ran here',
      {},
      { intent: 'rollback' },
      'blocked: never-ran-here',
    ],
    [
      'rollback to what ran here',
      { rollbackTo: deployment },
      { intent: 'rollback' },
      'passed: ran-here',
    ],
  ])('%s', (_name, change, options, expected) => {
    expect(judge({ type: 'proven-upstream' }, change, options)).toBe(expected);
  });
});

describe('artifact-available', () => {
  it.each<[string, Partial<PromotionFacts>, string]>([
    ['there', {}, 'passed: artifact-available'],
    [
      'gone',
      { images: read([{ ...image, found: undefined }]) },
      'blocked: digest-gone',
    ],
    [
      'the tag resolves to something else',
      { images: read([{ ...image, tagDigest: DIGEST('9') }]) },
      'blocked: artifact-changed',
    ],
    [
      'the tag is gone, the digest is there',
      { images: read([{ ...image, tagDigest: undefined }]) },
      'blocked: tag-gone',
    ],
    [
      'the tag is gone, and its digest goes back to where it ran',
      {
        images: read([{ ...image, tagDigest: undefined }]),
        rollbackTo: deployment,
      },
      'passed: artifact-available',
    ],
    [
      'what goes back bears a tag that means something else',
      {
        images: read([{ ...image, tagDigest: DIGEST('9') }]),
        rollbackTo: deployment,
      },
      'blocked: artifact-changed',
    ],
    [
      'a build that bears no tag',
      { images: read([{ ...image, tag: undefined, tagDigest: undefined }]) },
      'passed: artifact-available',
    ],
    ['the registry does not answer', { images: unread }, 'waiting: not-read'],
  ])('%s', (_name, change, expected) => {
    expect(judge({ type: 'artifact-available' }, change)).toBe(expected);
  });
});

describe('configuration-resolved', () => {
  it.each<[string, Partial<PromotionFacts>, string]>([
    ['all resolve', {}, 'passed: configuration-resolved'],
    [
      'one does not',
      {
        references: read([
          { name: 'k', resolved: false, status: 'SecretNotFound' },
        ]),
      },
      'blocked: reference-unresolved',
    ],
    ['not readable', { references: unread }, 'waiting: not-read'],
    [
      'a target without references',
      { references: undefined },
      'blocked: not-supported',
    ],
  ])('%s', (_name, change, expected) => {
    expect(judge({ type: 'configuration-resolved' }, change)).toBe(expected);
  });
});

describe('infrastructure-applied', () => {
  const applied = { commit: COMMIT('c'), at: NOW, url: 'u' };
  const fact = (change: object) => ({
    infrastructure: read({
      environment: 'prd',
      applied,
      failed: null,
      missing: [],
      ...change,
    }),
  });
  it.each<[string, Partial<PromotionFacts>, string]>([
    ['applied', fact({}), 'passed: infrastructure-applied'],
    ['never applied', fact({ applied: null }), 'waiting: never-applied'],
    [
      'behind',
      fact({ missing: [{ sha: COMMIT('d'), message: 'infra' }] }),
      'waiting: infrastructure-behind',
    ],
    ['not readable', { infrastructure: unread }, 'waiting: not-read'],
    ['not declared', { infrastructure: undefined }, 'blocked: not-declared'],
  ])('%s', (_name, change, expected) => {
    expect(judge({ type: 'infrastructure-applied' }, change)).toBe(expected);
  });
});
