import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { workflowCallSchema } from 'backstage-plugin-release-flow-common';
import type { DeployerProvider } from 'backstage-plugin-release-flow-node';
import { testDeployerProvider } from 'backstage-plugin-release-flow-node/testUtils';
import type { z } from 'zod';
import { DIGEST } from '../../__testUtils__/bindings';
import {
  startStub,
  type StubAnswer,
  type StubRequest,
} from '../__testUtils__/stubServer';
import { GithubConnections } from './GithubConnections';
import { GithubEffects } from './GithubEffects';

type Call = z.infer<typeof workflowCallSchema>;

/** The dispatch of a workflow in the shape that modules give their deployers. */
function asProvider(
  effects: GithubEffects,
  conclusion: () => string | undefined,
): DeployerProvider<Call> {
  return {
    type: 'github-workflow',
    schema: workflowCallSchema,
    titleOf: ({ workflow }) => `Run ${workflow}`,
    send: async ({ config, service, intentId }, context) => {
      const { runId, url } = await effects.dispatch(
        service.repository,
        {
          workflow: config.workflow,
          ref: config.ref ?? 'main',
          inputs: { ...config.inputs, [config.correlationInput!]: intentId },
        },
        context,
      );
      return { externalId: runId, url };
    },
    follow: async ({ externalId }) => {
      const ended = conclusion();
      const status = ended === 'success' ? 'done' : 'failed';
      return {
        status: ended ? status : 'running',
        message: `Run ${externalId}: ${ended ?? 'in progress'}`,
      };
    },
  };
}

testDeployerProvider('a GitHub workflow', async () => {
  const stub = await startStub();
  let conclusion: string | undefined;
  let taken = 0;
  let answer: 'run' | 'refusal' | 'silence' = 'run';
  stub.answer((request: StubRequest): StubAnswer => {
    if (request.method !== 'POST') return { status: 404 };
    if (answer === 'refusal') {
      return { status: 422, body: { message: 'No such input' } };
    }
    taken += 1;
    return answer === 'run'
      ? { status: 200, body: { workflow_run_id: 12, html_url: 'https://run' } }
      : 'drop';
  });
  const integration = { host: stub.host, apiBaseUrl: stub.url, token: 't' };
  const config = new ConfigReader({ integrations: { github: [integration] } });
  const effects = new GithubEffects(
    GithubConnections.fromConfig(config, mockServices.logger.mock()),
  );
  return {
    provider: asProvider(effects, () => conclusion),
    config: { workflow: 'deploy.yaml', correlationInput: 'correlation_id' },
    subject: {
      service: {
        ref: 'component:default/api',
        repository: { host: stub.host, slug: 'acme/api' },
      },
      environment: { id: 'prd', tier: 'production' },
      artifact: [
        {
          component: 'api',
          identity: { image: 'registry.example/api', digest: DIGEST('b') },
        },
      ],
      commit: undefined,
    },
    sent: async () => taken,
    finish: async () => {
      conclusion = 'success';
    },
    fail: async () => {
      conclusion = 'failure';
    },
    refuse: async () => {
      answer = 'refusal';
    },
    loseAnswer: async () => {
      answer = 'silence';
    },
    close: () => stub.close(),
  };
});
