import { ConfigReader } from '@backstage/config';
import type { GateProvider } from 'backstage-plugin-release-flow-node';
import { testGateProvider } from 'backstage-plugin-release-flow-node/testUtils';
import { httpGateSchema, type HttpGateConfig } from '../../policy/gateSchemas';
import { judgeHttp } from '../../policy/gates/http';
import { startStub } from '../__testUtils__/stubServer';
import type { HttpDecision } from '../types';
import { HostRules } from './hostRules';
import { readHttpDecision } from './readHttpDecision';
import { SafeHttpProbe } from './SafeHttpProbe';

/** Our own gate in the shape that modules give theirs. */
function asProvider(): GateProvider<HttpGateConfig, HttpDecision> {
  const config = {
    releaseFlow: { probes: { allowedHosts: ['gate.localhost'] } },
  };
  const probe = new SafeHttpProbe(
    HostRules.fromConfig(new ConfigReader(config)),
  );
  return {
    type: 'http',
    schema: httpGateSchema,
    titleOf: ({ url }) => `${new URL(url).host} agrees`,
    read: (request, context) =>
      readHttpDecision(probe, { url: request.config.url }, context),
    judge: (gate, value, now) => {
      const { nextCheckAt, ...verdict } = judgeHttp(gate, {
        value,
        at: now.toISOString(),
      });
      return { ...verdict, ...(nextCheckAt && { nextCheckAt }) };
    },
  };
}

testGateProvider('an outside decision', async () => {
  const stub = await startStub();
  const world = {
    service: {
      ref: 'component:default/qfa-backend',
      repository: { host: 'git.example', slug: 'acme/qfa-backend' },
    },
    environment: { id: 'prd', tier: 'production' },
    artifact: undefined,
    commit: undefined,
  };
  const answering = async (...answers: Parameters<typeof stub.answer>) => {
    stub.answer(...answers);
    return world;
  };
  return {
    provider: asProvider(),
    config: {
      type: 'http',
      url: `http://gate.localhost:${stub.host.split(':')[1]}/may`,
    },
    open: () => answering({ status: 200, body: { allowed: true } }),
    shut: () => answering({ status: 200, body: { allowed: false } }),
    unreadable: () => answering('drop'),
    close: () => stub.close(),
  };
});
