import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { createBackendPlugin } from '@backstage/backend-plugin-api';
import {
  releaseFlowProvidersExtensionPoint,
  type ReleaseFlowProvidersExtensionPoint,
} from 'backstage-plugin-release-flow-node';
import aws from '.';

async function start(releaseFlow: object) {
  const added: string[] = [];
  const add = (kind: string) => (provider: { type: string }) =>
    void added.push(`${kind} ${provider.type}`);
  const point: ReleaseFlowProvidersExtensionPoint = {
    addTarget: add('target'),
    addVerification: add('verification'),
    addGate: add('gate'),
    addDeployer: add('deployer'),
    addRegistryLogin: ({ name }) => void added.push(`sign-in to ${name}`),
  };
  const plugin = createBackendPlugin({
    pluginId: 'release-flow',
    register(reg) {
      reg.registerExtensionPoint(releaseFlowProvidersExtensionPoint, point);
      reg.registerInit({ deps: {}, async init() {} });
    },
  });
  const data = { releaseFlow };
  const backend = await startTestBackend({
    features: [plugin, aws, mockServices.rootConfig.factory({ data })],
  });
  await backend.stop();
  return added;
}

it('adds its target, gate and verification without asking AWS', async () => {
  expect(await start({})).toEqual([
    'sign-in to ECR',
    'target aws-ecs',
    'gate alarms',
    'verification alarms',
  ]);
});

it.each([
  [{ account: 'mine' }, 'releaseFlow.aws.account must be the 12 digits'],
  [{ endpoint: 'aws' }, 'releaseFlow.aws.endpoint must be a URL'],
])('fails its start on %p', async (config, message) => {
  await expect(start({ aws: config })).rejects.toThrow(message);
});
