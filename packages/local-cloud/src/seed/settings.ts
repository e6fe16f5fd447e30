import type { Cloud } from '../cloud';
import type { Repository } from '../state/githubModel';
import type { RepositorySettings } from '../state/settingsModel';

const AZURE = {
  AZ_TENANT_ID: '00000000-0000-0000-0000-0000000000aa',
  AZ_SUBSCRIPTION_ID: '00000000-0000-0000-0000-000000000001',
};
/** Of the identity that each environment's jobs sign in with. */
export const CLIENT_ID = {
  dev: '00000000-0000-0000-0000-0000000000d1',
  staging: '00000000-0000-0000-0000-0000000000d2',
  prd: '00000000-0000-0000-0000-0000000000d3',
};

/** A repository set up as its workflows need it. */
export function sampleSettings(
  cloud: Cloud,
  { name }: Pick<Repository, 'name'>,
): RepositorySettings {
  const variablesOf = (environment: keyof typeof CLIENT_ID) => ({
    ...AZURE,
    AZ_CLIENT_ID: CLIENT_ID[environment],
    APP_NAME: `${name}-${environment}`,
    RESOURCE_GROUP: `rg-qfa-${environment}`,
  });
  return {
    rules: [
      {
        pattern: 'main',
        by: 'protection',
        reviews: 1,
        checks: ['Lint', 'Test'],
        forcePushes: false,
      },
    ],
    variables: { REGISTRY: cloud.urls.registryHost, ...AZURE },
    secrets: [],
    environmentVariables: {
      dev: variablesOf('dev'),
      staging: variablesOf('staging'),
      prd: variablesOf('prd'),
    },
    environmentSecrets: {},
    pages: 'workflow',
  };
}
