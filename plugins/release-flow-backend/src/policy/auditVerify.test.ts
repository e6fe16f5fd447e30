import type {
  AuditCheckpoint,
  AuditEvent,
} from 'backstage-plugin-release-flow-common';
import {
  cafe,
  CAFE,
  chain,
  checkpoints,
  honest,
  rewritten,
  shop,
  SHOP,
  verify,
} from './__testUtils__/auditChains';
import { chainEvents } from './audit';
import { findCheckpoints } from './auditCheckpoint';
import { canonicalHash, canonicalJson } from './canonical';

const edit = (event: AuditEvent, data: Record<string, unknown>): AuditEvent => {
  const { hash: _hash, ...content } = { ...event, data };
  return { ...content, hash: canonicalHash(content) };
};

it('accepts what the program wrote, whatever the order of the chains', () => {
  const mixed = shop.flatMap((event, index) => [
    event,
    ...(cafe[index] ? [cafe[index]] : []),
  ]);
  for (const lines of [[...cafe, ...shop], mixed]) {
    expect(verify(lines)).toMatchObject({
      findings: [],
      chains: 2,
      events: 21,
      uncovered: 0,
      checkpoints: 2,
      newest: { seq: 2 },
    });
  }
});

it('counts what no checkpoint names yet', () => {
  const grown = chain(SHOP, 19);
  expect(verify([...cafe, ...grown])).toMatchObject({
    findings: [],
    uncovered: 2,
  });
});

const without = (...seqs: number[]) =>
  shop.filter(({ seq }) => !seqs.includes(seq));
const with5 = (event: AuditEvent) =>
  shop.map(other => (other.seq === 5 ? event : other));

it.each([
  [
    'an edited row',
    with5({ ...shop[4], actor: 'user:default/eve' }),
    5,
    'edited',
  ],
  ['an edited row with a new hash', with5(edit(shop[4], {})), 5, 'replaced'],
  ['a removed row', without(5), 5, 'missing'],
  ['removed first rows', without(1, 2), 1, 'missing'],
  ['a doubled row', [...shop, shop[16]], 17, 'repeated'],
  ['exchanged rows', with5(shop[5]).slice(0, 5), 5, 'missing'],
  ['a cut tail', without(16, 17), 16, 'truncated'],
  ['a removed chain', [], 1, 'truncated'],
  ['a rewritten chain', rewritten, 10, 'rewritten'],
  [
    'a tail that was rewritten',
    [...shop.slice(0, 12), ...chainEvents(rewritten.slice(12), shop[11])],
    17,
    'rewritten',
  ],
])('names %s', (_name, lines, seq, problem) => {
  const { findings } = verify([...cafe, ...lines]);
  expect(findings).toEqual([
    expect.objectContaining({ chain: SHOP, seq, problem }),
  ]);
});

it('says what a checkpoint knew of a tail that is gone', () => {
  const [{ message }] = verify([...cafe, ...without(16, 17)]).findings;
  expect(message).toMatch(/checkpoint 2 of .* says seq 17, .* ends at 15/);
});

it('verifies one chain alone when asked to', () => {
  expect(verify(shop).findings).toMatchObject([{ chain: CAFE }]);
  expect(verify(shop, { service: SHOP }).findings).toEqual([]);
});

it('without checkpoints sees no cut tail, and says nothing is covered', () => {
  expect(verify(without(16, 17), { checkpoints: [] })).toMatchObject({
    findings: [],
    uncovered: 15,
  });
});

describe('checkpoints', () => {
  const all = checkpoints([shop[0]], [shop[3]], [shop[5]], [shop[16]]);
  const rehashed = ({ hash: _hash, ...content }: AuditCheckpoint) => ({
    ...content,
    hash: canonicalHash(content),
  });
  const other = rehashed({ ...all[1], heads: {} });

  it.each<[string, AuditCheckpoint[], number, RegExp]>([
    ['an edited one', [all[0], { ...all[1], heads: {} }], 2, /was edited/],
    ['one made anew', [all[0], other, all[2]], 3, /does not follow/],
    ['a missing one', [all[0], all[3]], 4, /2 is missing/],
    ['two of one number', [...all, other], 2, /two different/],
  ])('are held to each other: %s', (_name, list, seq, message) => {
    expect(verify(shop, { checkpoints: list }).findings).toMatchObject([
      {
        chain: null,
        seq,
        problem: 'bad-checkpoint',
        message: expect.stringMatching(message),
      },
    ]);
  });

  it('may begin anywhere, come twice and in any order', () => {
    const list = [all[3], all[1], all[2], all[1]];
    expect(verify(shop, { checkpoints: list })).toMatchObject({
      findings: [],
      checkpoints: 3,
    });
  });

  const [one] = honest;
  const json = JSON.stringify(one);
  it.each([
    ['one alone', json, 1],
    ['a JSON log', JSON.stringify({ level: 'info', checkpoint: one }), 1],
    [
      'the auditor',
      JSON.stringify({ eventId: 'x', meta: { actor: 'y', checkpoint: one } }),
      1,
    ],
    [
      'a container log around it',
      JSON.stringify({ log: `${JSON.stringify({ checkpoint: one })}\n` }),
      1,
    ],
    [
      'a plain log',
      `2026-01-01 release-flow info Checkpoint \u001b[36mcheckpoint\u001b[39m=${json} a="}{" b={"c":1}`,
      1,
    ],
    ['another line', '{"level":"info","previous":"x"}', 0],
    ['no JSON', 'previous {{{ "', 0],
  ])('are found in %s', (_name, line, count) => {
    expect(findCheckpoints(line)).toEqual(Array(count).fill(one));
  });
});

it('hashes what is exported, not how it is spelt', () => {
  const spelt = JSON.parse(canonicalJson(shop[3])) as AuditEvent;
  expect(
    verify([...cafe, ...with5(shop[4]).map(e => (e.seq === 4 ? spelt : e))])
      .findings,
  ).toEqual([]);
});
