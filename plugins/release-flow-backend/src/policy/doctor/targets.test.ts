import { checkTargets } from './targets';
import type { TargetFacts } from './facts';
import { codesOf, healthy } from './__testUtils__/healthy';

const check = (prd: TargetFacts) =>
  checkTargets({ ...healthy(), targets: { prd } });
const probe = (isPassing: boolean) => ({
  probes: [{ path: '/health', isPassing, message: 'GET /health answered' }],
});
const image = (user: string) => ({ images: [{ image: 'r/x', user }] });

it.each<[string, TargetFacts, string[]]>([
  ['is well', { ...probe(true), ...image('app'), stickyCookies: [] }, []],
  ['is missing', { missing: 'There is no x' }, ['error target-missing']],
  ['does not answer', probe(false), ['error health-not-answering']],
  [
    'keeps people on an instance',
    { stickyCookies: ['ARRAffinity'] },
    ['warning sticky-sessions'],
  ],
  ['runs as root by name', image('root'), ['warning image-runs-as-root']],
  ['runs as root by number', image('0:0'), ['warning image-runs-as-root']],
  ['runs as nobody said', image(''), ['warning image-runs-as-root']],
  ['runs as another user', image('1000:1000'), []],
])('tells when a target %s', (_what, facts, codes) => {
  expect(codesOf(check(facts))).toEqual(codes);
});

it('passes on what the target’s own provider found', () => {
  const found = {
    ...{ code: 'https-only', severity: 'error' as const, subject: 'x' },
    ...{ message: 'm', why: 'w', fix: 'f' },
  };
  expect(check({ findings: [found] })).toEqual([
    { ...found, environment: 'prd' },
  ]);
});
