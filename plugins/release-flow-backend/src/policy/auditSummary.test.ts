import type {
  AuditEvent,
  AuditExportLine,
} from 'backstage-plugin-release-flow-common';
import { generateKeyPairSync, type KeyObject } from 'crypto';
import {
  at,
  cafe,
  rewritten,
  SHOP,
  shop,
  verify,
} from './__testUtils__/auditChains';
import { isSignedBy, summarise } from './auditSummary';

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
