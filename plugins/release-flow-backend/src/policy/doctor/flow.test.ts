import {
  releaseFlowSpecSchema,
  type ReleaseFlowSpec,
} from 'backstage-plugin-release-flow-common';
import { flowEntity } from '../__testUtils__/flowFixture';
import { bindingBroken, checkFlow, type FlowFacts } from './flow';
import { checkDrill } from './drill';
import { MONITORING } from './monitoring';
import { codesOf, declaring, healthy } from './__testUtils__/healthy';

type Environment = ReleaseFlowSpec['environments'][number];
const spec = releaseFlowSpecSchema.parse(flowEntity().spec);
const check = (
  change: Partial<Environment>,
  more: Partial<ReleaseFlowSpec> = {},
  facts: Partial<FlowFacts> = {},
) => {
  const [first, ...others] = spec.environments;
  const plain = { gates: [], settings: [], alarms: [] };
  return codesOf(
    checkFlow({
      spec: {
        ...spec,
        rollbackDrill: 'P90D',
        environments: [
          { ...first, ...plain, ...change },
          ...others.map(it => ({ ...it, ...plain })),
        ],
        ...more,
      },
      error: null,
      capabilities: {},
      ...facts,
    }),
  );
};
const type = spec.environments[0].target.type;

it.each<[string, Partial<Environment>, Partial<ReleaseFlowSpec>, string[]]>([
  ['all of it can work', {}, {}, []],
  [
    'nobody is reminded of the way back',
    {},
    { rollbackDrill: undefined },
    ['info drill-undeclared'],
  ],
  [
    'nothing leads to an environment',
    { deploy: { manual: { by: 'target' } } },
    { paths: [{ from: 'dev', to: 'prd' }] },
    ['warning environment-unreachable'],
  ],
  ['it mirrors nothing', { mirrors: 'prod' }, {}, ['error mirror-unknown']],
  [
    'GitHub asks one of two',
    { github: { environments: [{ name: 'prd', reviewers: ['a', 'b'] }] } },
    {},
    ['warning github-asks-one'],
  ],
  [
    'its target tells no settings',
    { settings: [{ name: 'X' }] },
    {},
    ['error capability-missing'],
  ],
])('tells when %s', (_what, change, more, codes) => {
  const others = { capabilities: { [type]: [] } };
  const found = check(change, more, others).filter(
    code => !/unreachable/.test(code) || codes.includes(code),
  );
  expect([...new Set(found)]).toEqual(codes);
});

it('says why a flow can not be read', () => {
  const error = { field: 'spec.paths', message: 'must not be empty' };
  const [found] = checkFlow({ spec: null, error, capabilities: {} });
  expect(found).toMatchObject({
    code: 'flow-broken',
    subject: 'spec.paths',
    message: 'must not be empty',
  });
  expect(bindingBroken('component:default/x', error).fix).toBe(
    'Correct spec.paths in the catalog entity component:default/x',
  );
});

const http = { type: 'http', path: '/health' };
const smoke = { type: 'workflow', file: 'smoke.yaml' };
const alarms = { type: 'alarms' };
it.each<[keyof typeof MONITORING, Environment['verify'], string | undefined]>([
  ['basic', [http], undefined],
  ['basic', [], 'no health'],
  ['metrics', [http], 'no metrics'],
  ['metrics', [http, { type: 'bake' }], undefined],
  ['journeys', [http], 'no journey'],
  ['journeys', [http, smoke], undefined],
  ['production-like', [http, smoke], 'no metrics'],
  ['production-like', [http, smoke, alarms], undefined],
  ['comprehensive', [http, smoke, alarms], 'no on-call'],
])('monitored %s, with %j', (monitoringLevel, verify, missing) => {
  const environment = { ...spec.environments[0], links: [], gates: [] };
  const [found] = checkFlow({
    spec: {
      ...spec,
      rollbackDrill: 'P1D',
      environments: [
        { ...environment, monitoringLevel, verify, allow: {}, alarms: [] },
      ],
    },
    error: null,
    capabilities: {},
  }).filter(({ code }) => code === 'monitoring-thin');
  expect(found?.message ?? 'nothing').toContain(missing ?? 'nothing');
});

it.each<[string, Record<string, string> | undefined, string[]]>([
  ['lately', { dev: '2026-02-20T00:00:00Z' }, []],
  [
    'long ago',
    { dev: '2025-10-01T00:00:00Z', prd: '2025-09-01T00:00:00Z' },
    ['warning rollback-long-ago'],
  ],
  ['never', {}, ['warning rollback-not-exercised']],
  ['nobody knows when', undefined, []],
])('the way back was gone %s', (_when, lastRollbacks, codes) => {
  const binding = declaring({}, { rollbackDrill: 'P90D' });
  const found = checkDrill({ ...healthy(binding), lastRollbacks });
  expect(codesOf(found)).toEqual(codes);
});
