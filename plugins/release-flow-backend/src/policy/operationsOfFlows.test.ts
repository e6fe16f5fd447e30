import {
  flowEntity,
  preparedFlow,
  installed,
} from './__testUtils__/flowFixture';
import { parseFlow } from './flow';
import { inputProblem } from './operationPlan';
import { prepareFlow } from './preparedFlow';
import { serviceEntity } from './__testUtils__/flowFixture';
import { resolveBinding } from './resolveBinding';

const runbook = (change: object = {}) => ({
  id: 'usage',
  title: 'Usage',
  steps: ['Look.'],
  environments: ['prd'],
  inputs: { value: { title: 'Value', pattern: '${{ service.name }}-\\d' } },
  run: {
    by: 'workflow',
    workflow: 'set.yaml',
    inputs: { value: '${{ input.value }}', where: '${{ environment.id }}' },
  },
  ...change,
});

function problemOf(...changes: Parameters<typeof flowEntity>) {
  const parsed = parseFlow(flowEntity(...changes));
  if ('error' in parsed) return parsed.error;
  const prepared = prepareFlow(parsed.flow, installed);
  return 'error' in prepared ? prepared.error : undefined;
}

describe('runbooks of a flow', () => {
  it('may name what a person gives, in what they run', () => {
    expect(problemOf(['spec.runbooks', [runbook()]])).toBeUndefined();
  });

  it.each([
    [
      'an input that nobody gives',
      {
        run: {
          by: 'workflow',
          workflow: 'set.yaml',
          inputs: { a: '${{ input.other }}' },
        },
      },
      'spec.runbooks[0].run.inputs.a',
    ],
    [
      'an unknown environment',
      { environments: ['prd', 'moon'] },
      'spec.runbooks[0].environments[1]',
    ],
    ['nothing at all', { steps: [], run: undefined }, 'spec.runbooks[0]'],
    [
      'a gate that judges releases',
      { gates: [{ type: 'proven-upstream' }] },
      'spec.runbooks[0].gates[0]',
    ],
    [
      'a gate that is not installed',
      { gates: [{ type: 'moon-phase' }] },
      'spec.runbooks[0].gates[0].type',
    ],
    [
      'a gate that is wrongly set',
      { gates: [{ type: 'approvals' }] },
      'spec.runbooks[0].gates[0].from',
    ],
    [
      'a task of an unknown component',
      { run: { by: 'task', component: 'web', command: ['ls'] } },
      'spec.runbooks[0].run.component',
    ],
    [
      'a task where the target runs none',
      { run: { by: 'task', component: 'api', command: ['ls'] } },
      'spec.runbooks[0].run',
    ],
    [
      'a pattern that does not compile',
      { inputs: { value: { title: 'V', pattern: '(' } } },
      'spec.runbooks[0].inputs.value.pattern',
    ],
  ])('refuses %s and names the field', (_what, change, field) => {
    expect(problemOf(['spec.runbooks', [runbook(change)]])).toMatchObject({
      field,
    });
  });

  it('refuses two of one id, and migrations that nothing describes', () => {
    expect(problemOf(['spec.runbooks', [runbook(), runbook()]])).toMatchObject({
      field: 'spec.runbooks[1].id',
    });
    expect(
      problemOf(
        ['spec.runbooks', [runbook({ onlyWithMigrations: true })]],
        ['spec.source.migrations', undefined],
      ),
    ).toMatchObject({ field: 'spec.runbooks[0].onlyWithMigrations' });
  });

  it('refuses what a person gives outside of a runbook', () => {
    expect(
      problemOf([
        'spec.environments[0].deploy.manual.inputs',
        { tag: '${{ input.value }}' },
      ]),
    ).toMatchObject({ field: 'spec.environments[0].deploy.manual.inputs.tag' });
  });

  it('resolves patterns once for each service', () => {
    const prepared = preparedFlow(['spec.runbooks', [runbook()]]);
    const bound = resolveBinding(serviceEntity(), prepared, installed);
    if ('error' in bound) throw new Error(bound.error.message);
    const inputs = bound.binding.runbooks![0].inputs!;
    expect(inputProblem(inputs, { value: 'shop-1' })).toBeUndefined();
    expect(inputProblem(inputs, { value: 'shop-12' })).toMatchObject({
      field: 'inputs.value',
    });
  });

  it('plans by itself only where infrastructure is declared', () => {
    expect(
      problemOf(['spec.infrastructure.plannedFor', 'staging']),
    ).toMatchObject({ field: 'spec.infrastructure.plannedFor' });
  });
});
