import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  releaseFlowProvidersExtensionPoint,
  type TargetProvider,
} from 'backstage-plugin-release-flow-node';
import releaseFlowModuleRender from './index';
import { readRenderConfig } from './renderConfig';

it('adds the target render', async () => {
  const targets: TargetProvider[] = [];
  const extensionPoint = {
    addTarget: (target: TargetProvider) => targets.push(target),
    addVerification: () => {},
    addGate: () => {},
    addDeployer: () => {},
  };
  const data = { releaseFlow: { render: { apiKey: 'k', owner: 'tea-1' } } };
  await startTestBackend({
    extensionPoints: [[releaseFlowProvidersExtensionPoint, extensionPoint]],
    features: [
      releaseFlowModuleRender,
      mockServices.rootConfig.factory({ data }),
    ],
  });
  expect(targets.map(({ type }) => type)).toEqual(['render']);
  const config = { type: 'render', service: 'Shop', kind: 'web_service' };
  expect(targets[0].targetKey(config)).toBe('render:tea-1/shop');
});

it('names a bad URL', () => {
  const read = (baseUrl: string) =>
    readRenderConfig(
      new ConfigReader({ releaseFlow: { render: { baseUrl } } }),
    );
  expect(() => read('render.com')).toThrow('releaseFlow.render.baseUrl');
  expect(read('https://r.example/v1/').baseUrl).toBe('https://r.example/v1');
  expect(readRenderConfig(new ConfigReader({})).baseUrl).toBe(
    'https://api.render.com/v1',
  );
});
