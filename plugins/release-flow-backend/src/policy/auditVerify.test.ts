import type {
  AuditCheckpoint,
  AuditEvent,
  AuditExportLine,
} from 'backstage-plugin-release-flow-common';
import { generateKeyPairSync, type KeyObject } from 'crypto';
import { CHAIN_START, chainEvents } from './audit';
import { findCheckpoints, nextCheckpoint } from './auditCheckpoint';
import { isSignedBy, summarise } from './auditSummary';
import { AuditVerifier, type AuditVerifierOptions } from './auditVerify';
import { canonicalHash, canonicalJson } from './canonical';

const SHOP = 'component:default/shop';
const CAFE = 'component:default/cafe';
const at = (minute: number) =>
  new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();

function chain(name: string, length: number, note = ''): AuditEvent[] {
  return chainEvents(
    Array.from({ length }, (_, index) => ({
      chain: name,
      at: at(index),
      actor: 'user:default/ada',
      type: index % 2 ? 'promotion.requested' : 'environment.held',
      operationId: null,
      data: { index, note },
    })),
    CHAIN_START,
  );
}

const shop = chain(SHOP, 17);
const cafe = chain(CAFE, 4);

function checkpoints(...ends: Array<AuditEvent[]>): AuditCheckpoint[] {
  const made: AuditCheckpoint[] = [];
  for (const [index, heads] of ends.entries()) {
    made.push(nextCheckpoint(made[index - 1], at(index), heads));
  }
  return made;
}

const honest = checkpoints([shop[9], cafe[3]], [shop[16]]);

function verify(
  lines: AuditExportLine[],
  options: Partial<AuditVerifierOptions> = {},
) {
  const verifier = new AuditVerifier({
    checkpoints: honest,
    keys: [],
    ...options,
  });
  for (const line of lines) verifier.add(line);
  return verifier.finish();
}

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

const rewritten = chain(SHOP, 17, 'another story');
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

describe('signed summaries', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const stranger = generateKeyPairSync('ed25519');
  const summary = summarise(shop.slice(0, 6), undefined, at(60), privateKey);
  const rest = shop.slice(6);
  const check = (lines: AuditExportLine[], keys = [publicKey]) =>
    verify([...cafe, ...lines], { keys }).findings;

  it('stand for what was removed', () => {
    expect(summary).toMatchObject({
      fromSeq: 1,
      toSeq: 6,
      counts: { 'promotion.requested': 3, 'environment.held': 3 },
      firstHash: shop[0].hash,
      lastHash: shop[5].hash,
    });
    expect(check([{ summary }, ...rest])).toEqual([]);
    expect(
      verify([...cafe, { summary }, ...rest], { keys: [publicKey] }),
    ).toMatchObject({ events: 15, summarised: 6 });
  });

  it('are extended, or followed by one of another key', () => {
    const longer = summarise(shop.slice(6, 8), summary, at(70), privateKey);
    expect(longer).toMatchObject({ fromSeq: 1, toSeq: 8 });
    expect(longer.counts['environment.held']).toBe(4);
    expect(check([{ summary: longer }, ...shop.slice(8)])).toEqual([]);
    const next = summarise(
      shop.slice(6, 8),
      summary,
      at(70),
      stranger.privateKey,
    );
    expect(next).toMatchObject({ fromSeq: 7, prevHash: shop[5].hash });
    const both = [{ summary }, { summary: next }, ...shop.slice(8)];
    expect(check(both, [publicKey, stranger.publicKey])).toEqual([]);
    expect(check(both)).toMatchObject([{ seq: 7, problem: 'bad-signature' }]);
  });

  it('of a whole chain still meet its checkpoints', () => {
    const whole = (events: AuditEvent[]) => ({
      summary: summarise(events, undefined, at(60), privateKey),
    });
    expect(check([whole(shop)])).toEqual([]);
    expect(check([whole(rewritten)])).toMatchObject([
      { seq: 17, problem: 'rewritten' },
    ]);
  });

  it.each<[string, AuditExportLine[], KeyObject[], number, string]>([
    ['no key', [{ summary }, ...rest], [], 1, 'bad-signature'],
    [
      "somebody else's key",
      [{ summary }, ...rest],
      [stranger.publicKey],
      1,
      'bad-signature',
    ],
    [
      'an edited count',
      [{ summary: { ...summary, counts: {} } }, ...rest],
      [publicKey],
      1,
      'bad-signature',
    ],
    [
      'a row missing after it',
      [{ summary }, ...rest.slice(1)],
      [publicKey],
      7,
      'missing',
    ],
    [
      'another row after it',
      [{ summary }, ...rewritten.slice(6)],
      [publicKey],
      6,
      'replaced',
    ],
    [
      'a summary of other rows after it',
      [
        { summary },
        {
          summary: summarise(
            rewritten.slice(6, 8),
            undefined,
            at(60),
            privateKey,
          ),
        },
        ...rewritten.slice(8),
      ],
      [publicKey],
      7,
      'replaced',
    ],
    [
      'a row before it',
      [shop[0], { summary }, ...rest],
      [publicKey],
      2,
      'repeated',
    ],
    ['no summary', rest, [publicKey], 1, 'missing'],
  ])('are refused with %s', (_name, lines, keys, seq, problem) => {
    expect(check(lines, keys)).toMatchObject([{ chain: SHOP, seq, problem }]);
  });

  it('are not signed by a key that only claims the name', () => {
    const forged = summarise(
      shop.slice(0, 6),
      undefined,
      at(60),
      stranger.privateKey,
    );
    expect(isSignedBy({ ...forged, keyId: summary.keyId }, [publicKey])).toBe(
      false,
    );
  });
});

it('hashes what is exported, not how it is spelt', () => {
  const spelt = JSON.parse(canonicalJson(shop[3])) as AuditEvent;
  expect(
    verify([...cafe, ...with5(shop[4]).map(e => (e.seq === 4 ? spelt : e))])
      .findings,
  ).toEqual([]);
});
