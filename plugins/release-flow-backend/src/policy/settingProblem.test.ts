import { settingProblem } from './settingProblem';

const group = {
  type: 'group',
  parts: [{ name: 'backend' }, { name: 'frontend' }],
};

it.each([
  ['no settings', { type: 'render' }, undefined, undefined],
  ['a setting of all parts', group, [{ name: 'A' }], undefined],
  ['one of a part', group, [{ name: 'A', part: 'frontend' }], undefined],
  [
    'one of a part that is not there',
    group,
    [{ name: 'A' }, { name: 'B', part: 'front' }],
    {
      field: 'spec.environments[2].settings[1].part',
      message: "The target has no part 'front' for B; it has backend, frontend",
    },
  ],
  [
    'a part of what has none',
    { type: 'render' },
    [{ name: 'A', part: 'frontend' }],
    {
      field: 'spec.environments[2].settings[0].part',
      message:
        "Only a target of type 'group' has parts; leave the part of A out",
    },
  ],
])('%s', (_what, target, settings, problem) => {
  expect(settingProblem({ target, settings }, 2)).toEqual(problem);
});
