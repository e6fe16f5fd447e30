import { releases } from '../../../dev/releases';
import { service } from '../../../dev/fixtures';
import { itemsOfRelease } from './releaseItems';

const sample = service();
const refused = {
  ...sample,
  release: { ...sample.release, canPublish: false, canReject: false },
};
const refusals = (of: typeof sample, tag: string) =>
  Object.fromEntries(
    itemsOfRelease(
      releases.find(it => it.tag === tag)!,
      of,
      [],
    ).map(({ id, refusal }) => [id, refusal]),
  );

describe('itemsOfRelease', () => {
  it('says of each act why it can not be chosen', () => {
    expect(refusals(refused, 'v0.4.0')).toMatchObject({
      notes: 'You may not write notes here',
      critical: 'You may not mark releases here',
      reject: 'You may not reject releases here',
    });
    expect(refusals(refused, 'v0.4.1').publish).toBe(
      'You may not publish here',
    );
  });

  it('refuses nothing to who may', () => {
    expect(refusals(sample, 'v0.4.0')).toMatchObject({
      notes: undefined,
      critical: undefined,
      reject: undefined,
    });
    expect(refusals(sample, 'v0.4.0')).not.toHaveProperty('publish');
    expect(refusals(sample, 'v0.4.1')).toHaveProperty('publish', undefined);
  });

  it('says first that nothing may be done at all', () => {
    const observed = { ...refused, mode: 'observe' as const };
    expect(refusals(observed, 'v0.4.1').publish).toBe('The flow only observes');
  });
});
