import { rollbackStop } from './rollbackTargets';

const ran = (kind: 'recorded' | 'adopted' | 'declared', verified = false) => ({
  kind,
  verified,
  sourceKey: null,
  label: 'v1',
});
type Targets = 'verified' | 'any-earlier' | undefined;

it.each<[string, ReturnType<typeof ran>, Record<string, boolean>]>([
  ['what we verified', ran('recorded', true), { none: true, verified: true }],
  ['what was found here', ran('adopted'), { none: true, verified: true }],
  ['what GitHub tells', ran('declared'), { none: true, verified: false }],
  ['what was not verified', ran('recorded'), { none: false, verified: false }],
])('goes back to %s where the flow lets it', (_, deployment, expected) => {
  const may = (targets: Targets) =>
    rollbackStop(
      { id: 'prd', title: 'Production', rollback: { gates: 'same', targets } },
      deployment,
    ) === undefined;
  expect(may(undefined)).toBe(expected.none);
  expect(may('verified')).toBe(expected.verified);
  expect(may('any-earlier')).toBe(true);
});
