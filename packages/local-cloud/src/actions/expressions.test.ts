import { evaluate, interpolate } from './expressions';

const context = {
  inputs: { command: '', environment: 'prd', deploy: false },
  github: { event_name: 'release' },
};

describe('workflow expressions', () => {
  it.each([
    ["inputs.command || 'plan'", 'plan'],
    ["inputs.environment || 'dev'", 'prd'],
    ['inputs.deploy', false],
    ['!inputs.deploy', true],
    ["github.event_name != 'push'", true],
    ["github.event_name == 'push' && true", false],
    ["(inputs.deploy || inputs.environment) == 'prd'", true],
    ["'it''s'", "it's"],
    ['inputs.nothing.at.all', undefined],
  ])('%s', (expression, value) => {
    expect(evaluate(expression, context)).toBe(value);
  });

  it('are replaced in names', () => {
    const name =
      "terraform ${{ inputs.command || 'plan' }} ${{ inputs.environment }}";
    expect(interpolate(name, context)).toBe('terraform plan prd');
  });
});
