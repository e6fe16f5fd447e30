import {
  flowEntity,
  installed,
  preparedFlow,
  serviceEntity,
} from './__testUtils__/flowFixture';
import { renderFlowDocument } from './document';
import { parseFlow } from './flow';
import { prepareFlow } from './preparedFlow';
import { resolveBinding } from './resolveBinding';

const VERIFY = 'spec.environments[2].verify';
const WATCH = 'spec.parameters.properties.watch';
const GIVEN = 'spec.releaseFlow.parameters.watch';
const baked = { type: 'bake', for: '${{ parameters.watch }}' };
const watch = { type: 'string', pattern: 'PT(1H|20S)|x', default: 'PT1H' };
const flow = (...verify: unknown[]): Parameters<typeof flowEntity> => [
  [WATCH, watch],
  [VERIFY, verify],
];

function bind(verify: unknown[], ...service: Parameters<typeof serviceEntity>) {
  return resolveBinding(
    serviceEntity(...service),
    preparedFlow(...flow(...verify)),
    installed,
  );
}

function verificationsOf(result: ReturnType<typeof bind>) {
  if ('error' in result) throw new Error(JSON.stringify(result.error));
  return result.binding.environments.find(({ verify }) => verify.length > 0)!
    .verify;
}

it('takes how long something is verified from the service, else from the flow', () => {
  expect(verificationsOf(bind([baked]))).toEqual([
    { type: 'bake', for: 'PT1H' },
  ]);
  const within = '${{parameters.watch}}';
  const smoke = { type: 'workflow', file: 'smoke.yaml', within };
  expect(verificationsOf(bind([baked, smoke], [GIVEN, 'PT20S']))).toMatchObject(
    [{ for: 'PT20S' }, { file: 'smoke.yaml', within: 'PT20S' }],
  );
});

it.each([
  ['less than the flow allows', 'PT1S', 'must match PT(1H|20S)|x as a whole'],
  ['what is no duration', 'x', 'must be an ISO 8601 duration such as PT20M'],
])('refuses %s, naming the parameter', (_name, given, message) => {
  expect(bind([baked], [GIVEN, given])).toEqual({
    error: { field: GIVEN, message },
  });
});

it.each<[string, unknown, string]>([
  [
    'a parameter that is not declared',
    { type: 'bake', for: '${{ parameters.other }}' },
    `${VERIFY}[0].for`,
  ],
  [
    'more than one parameter',
    { type: 'bake', for: 'PT${{ parameters.watch }}' },
    `${VERIFY}[0].for`,
  ],
  [
    'a parameter where the kind has no such field',
    {
      type: 'workflow',
      file: 'smoke.yaml',
      for: '${{ parameters.watch }}',
    },
    `${VERIFY}[0].for`,
  ],
])('refuses %s in the flow', (_name, verification, field) => {
  const parsed = parseFlow(flowEntity(...flow(verification)));
  const result =
    'error' in parsed ? parsed : prepareFlow(parsed.flow, installed);
  expect(result).toMatchObject({ error: { field } });
});

it('is told in the document as it is where a service says nothing', () => {
  const { title, spec } = preparedFlow(...flow(baked)).flow;
  const text = renderFlowDocument({
    title,
    spec,
    words: {
      gate: () => undefined,
      verification: config => ({ title: `For ${config.for}`, detail: '' }),
      deployer: () => undefined,
    },
  });
  expect(text).toContain('- **For PT1H**: the service may set watch');
});
