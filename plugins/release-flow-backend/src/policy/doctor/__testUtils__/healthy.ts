import { exampleBinding } from '../../../__testUtils__/bindings';
import type { Binding, BoundEnvironment } from '../../binding';
import type { RepositoryFacts, ServiceFacts } from '../facts';

const workflow = (name: string, inputs: string[], rest: string) =>
  `name: ${name}
run-name: ${name} \${{ inputs.correlation_id }}
on:
  workflow_dispatch:
    inputs:
${inputs.map(input => `      ${input}: { type: string }`).join('\n')}
concurrency: ${name}
permissions: { contents: read, id-token: write }
${rest}`;

/** A job that deploys as it should. */
export const DEPLOYS = `jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: dev
    steps:
      - uses: azure/login@v2
        with: { client-id: "\${{ vars.AZ_CLIENT_ID }}" }
      - run: >
          az webapp config container set
          --name x
`;
const CI = `jobs:
  test:
    runs-on: ubuntu-latest
    steps: [{ run: make test }]
`;

/** The files that the example's flow starts. */
export const files = (): Record<string, string> => ({
  'release.yaml': workflow('Release', ['correlation_id'], DEPLOYS),
  'build-from-commit.yaml': workflow(
    'Build',
    ['ref', 'deploy_to_dev', 'correlation_id'],
    CI,
  ),
  'promote-to-dev.yaml': workflow('Dev', ['tag', 'correlation_id'], DEPLOYS),
});

const environments = (change: Partial<BoundEnvironment>) => {
  const binding = exampleBinding();
  return binding.environments.map(environment =>
    environment.id === 'prd' ? { ...environment, ...change } : environment,
  );
};

/** The example's service, with something declared of its production. */
export function declaring(
  prd: Partial<BoundEnvironment>,
  change: Partial<Binding> = {},
): Binding {
  return exampleBinding({ environments: environments(prd), ...change });
}

/** A service where everything is as its flow declares it. */
export function healthy(
  binding: Binding = exampleBinding(),
  repository: RepositoryFacts = {},
): ServiceFacts {
  return {
    binding,
    repository: { files: files(), ...repository },
    targets: {},
    now: '2026-03-01T12:00:00.000Z',
  };
}

/** What was found, as `severity code`. */
export const codesOf = (found: Array<{ severity: string; code: string }>) =>
  found.map(({ severity, code }) => `${severity} ${code}`);
