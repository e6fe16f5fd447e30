import { startTestBackend, mockServices } from '@backstage/backend-test-utils';
import {
  scaffolderActionsExtensionPoint,
  type TemplateAction,
} from '@backstage/plugin-scaffolder-node';
import Ajv from 'ajv';
import { parse } from 'yaml';
import scaffolderModule from '.';

let actions: TemplateAction[];

beforeAll(async () => {
  const addActions = jest.fn();
  const backend = await startTestBackend({
    extensionPoints: [[scaffolderActionsExtensionPoint, { addActions }]],
    features: [
      scaffolderModule,
      mockServices.rootConfig.factory({
        data: { app: { baseUrl: 'https://portal.example/' } },
      }),
    ],
  });
  await backend.stop();
  actions = addActions.mock.calls[0];
});

it('adds the actions', () => {
  expect(actions.map(({ id }) => id)).toEqual([
    'release-flow:preflight',
    'release-flow:promote',
    'release-flow:rollback',
    'release-flow:restore',
    'release-flow:build-ephemeral',
    'release-flow:release',
    'release-flow:branch',
    'release-flow:publish',
    'release-flow:wait',
  ]);
});

it('describes each, with examples that its schema accepts', () => {
  for (const { id, description, examples, schema, supportsDryRun } of actions) {
    expect(supportsDryRun).toBe(true);
    expect(description).not.toBe('');
    expect(examples!.length).toBeGreaterThan(0);
    const validate = new Ajv({ strict: false }).compile(
      schema!.input as object,
    );
    for (const { example } of examples!) {
      const [step] = parse(example).steps;
      expect(step.action).toBe(id);
      validate(step.input);
      expect(validate.errors ?? []).toEqual([]);
    }
  }
});
