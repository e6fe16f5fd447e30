import type { Binding, BoundEnvironment } from './binding';
import { decidersOf } from './deciders';

const asks = (type: string, from: string[], more = {}) => ({
  type,
  from,
  ...more,
});
const environment = (change: object) =>
  ({
    id: 'prd',
    gates: [],
    verify: [],
    rollback: { gates: 'same' },
    ...change,
  }) as unknown as BoundEnvironment;
const binding = (change: object = {}) =>
  ({ paths: [], runbooks: [], ...change }) as unknown as Binding;

it.each<[string, Binding, BoundEnvironment, string[]]>([
  ['nobody', binding({ runbooks: undefined }), environment({}), []],
  [
    'who approves, also in an emergency',
    binding(),
    environment({
      gates: [
        asks('approvals', ['group:b'], { emergency: { from: ['group:a'] } }),
        { type: 'wait', for: 'PT5M' },
      ],
    }),
    ['group:a', 'group:b'],
  ],
  [
    'who signs off and who ticks afterwards, each once',
    binding(),
    environment({
      gates: [asks('sign-off', ['group:a'])],
      verify: [asks('checklist', ['group:a', 'group:b'])],
    }),
    ['group:a', 'group:b'],
  ],
  [
    'who is asked before it goes back',
    binding(),
    environment({ rollback: { gates: [asks('approvals', ['group:a'])] } }),
    ['group:a'],
  ],
  [
    'who is asked on the way here and by a runbook here, not elsewhere',
    binding({
      paths: [
        { from: 'dev', to: 'prd', gates: [asks('sign-off', ['group:a'])] },
        { from: 'dev', to: 'uat', gates: [asks('sign-off', ['group:x'])] },
      ],
      runbooks: [
        { environments: ['prd'], gates: [asks('approvals', ['group:b'])] },
        { environments: ['uat'], gates: [asks('approvals', ['group:y'])] },
      ],
    }),
    environment({}),
    ['group:a', 'group:b'],
  ],
])('names %s', (_name, bound, of, expected) => {
  expect(decidersOf(bound, of)).toEqual(expected);
});
