import { flowEntity, installed } from './__testUtils__/flowFixture';
import { parseFlow } from './flow';
import { prepareFlow } from './preparedFlow';

type Change = Parameters<typeof flowEntity>[0];

describe('prepareFlow', () => {
  it.each<[string, Change, string, string]>([
    [
      'target',
      ['spec.environments[1].target', { type: 'moon' }],
      'spec.environments[1].target.type',
      'Installed: site, watched.',
    ],
    [
      'gate',
      ['spec.environments[1].gates[0].type', 'approval'],
      'spec.environments[1].gates[0].type',
      'Installed: approvals, artifact-available',
    ],
    [
      'verification',
      ['spec.environments[2].verify[0].type', 'http'],
      'spec.environments[2].verify[0].type',
      'Installed: availability, bake, checklist, workflow.',
    ],
    [
      'gate configuration',
      ['spec.environments[1].gates[0].from', ['leads']],
      'spec.environments[1].gates[0].from[0]',
      'entity ref',
    ],
    [
      'gate field',
      ['spec.environments[1].gates[0].force', true],
      'spec.environments[1].gates[0].force',
      'not a known field',
    ],
    [
      'rollback gate',
      ['spec.environments[1].rollback', { gates: [{ type: 'nope' }] }],
      'spec.environments[1].rollback.gates[0].type',
      'no installed gate',
    ],
    [
      'path gate',
      ['spec.paths[1].gates', [{ type: 'nope' }]],
      'spec.paths[1].gates[0].type',
      'no installed gate',
    ],
    [
      'deploying to a watched target',
      ['spec.environments[1].target', { type: 'watched', url: 'x' }],
      'spec.environments[1].deploy',
      'watched',
    ],
  ])('names the field: %s', (_name, change, field, message) => {
    const parsed = parseFlow(flowEntity(change));
    if ('error' in parsed) throw new Error(JSON.stringify(parsed.error));
    const result = prepareFlow(parsed.flow, installed);
    expect(result).toEqual({
      error: { field, message: expect.stringContaining(message) },
    });
  });
});
