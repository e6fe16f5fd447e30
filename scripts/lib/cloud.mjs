import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { inData, inRoot } from './paths.mjs';
import { followParent, start, whileAlive } from './processes.mjs';

/** Starts the local cloud; resolves when it says that it is ready. */
export async function startCloud({ node, env }, { backend, cloud }) {
  let tellReady;
  const ready = new Promise(done => {
    tellReady = done;
  });
  const handle = start(
    'local cloud',
    node,
    [
      ...[...followParent, '--import', 'tsx'],
      ...[inRoot('packages/local-cloud/src/cli.ts'), '--data', inData('cloud')],
    ],
    {
      ipc: true,
      env: {
        ...env,
        LOCAL_CLOUD_PORT_BASE: String(cloud),
        LOCAL_CLOUD_WEBHOOK_URL: `http://localhost:${backend}/api/release-flow/webhooks/github`,
      },
      onLine: line => {
        if (/^\{.*"ready":\s*true/.test(line)) tellReady();
      },
    },
  );
  await whileAlive(handle, ready);
  return handle;
}

/** One file with the local cloud's CA and those the machine trusts already. */
function trustedCertificates(env) {
  const bundle = inData('cloud/ca-bundle.pem');
  const files = [env.NODE_EXTRA_CA_CERTS, inData('cloud/ca.pem')];
  const texts = files
    .filter(file => file && existsSync(file))
    .map(file => readFileSync(file, 'utf8').trimEnd());
  writeFileSync(bundle, `${texts.join('\n')}\n`);
  return bundle;
}

/** What a backend needs to find this local cloud, as real ones are found. */
export function cloudEnvironment(env, { cloud }) {
  return {
    NODE_EXTRA_CA_CERTS: trustedCertificates(env),
    RELEASE_FLOW_GITHUB_HOST: `localhost:${cloud}`,
    RELEASE_FLOW_ARM_URL: `https://localhost:${cloud + 1}`,
    RELEASE_FLOW_REGISTRY_HOST: `localhost:${cloud + 2}`,
    IDENTITY_ENDPOINT: `http://localhost:${cloud + 3}/msi/token`,
    IDENTITY_HEADER: 'local',
    RELEASE_FLOW_SITES_PORT: String(cloud + 4),
    RELEASE_FLOW_AWS_URL: `http://localhost:${cloud + 6}`,
    RELEASE_FLOW_RENDER_PORT: String(cloud + 7),
  };
}
