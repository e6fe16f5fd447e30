import { createHash } from 'node:crypto';
import { get } from 'node:https';
import type { LocalCloud } from '../index';
import { startLocalCloud } from '../index';
import { control } from '../__testUtils__/wire';
import { OCI_INDEX, OCI_MANIFEST } from './images';

jest.setTimeout(60_000);

let cloud: LocalCloud;

beforeAll(async () => {
  cloud = await startLocalCloud();
});

afterAll(() => cloud.close());

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

function fetchTls(
  url: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    get(url, { ca: cloud.ca, headers, method }, response => {
      let body = '';
      response.on('data', chunk => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          headers: response.headers as Record<string, string>,
          body,
        }),
      );
    }).on('error', reject);
  });
}

/** Follows the challenge, as every registry client does. */
async function pull(
  path: string,
  accept = '',
  method = 'GET',
): Promise<Answer> {
  const url = `${cloud.urls.registry}/v2/qfa-backend/${path}`;
  const refused = await fetchTls(url, {}, method);
  expect(refused.status).toBe(401);
  const [, realm, service, scope] =
    /realm="(.+?)",service="(.+?)",scope="(.+?)"/.exec(
      refused.headers['www-authenticate'],
    )!;
  const granted = await fetchTls(`${realm}?service=${service}&scope=${scope}`);
  const { token } = JSON.parse(granted.body);
  return fetchTls(url, { authorization: `Bearer ${token}`, accept }, method);
}

const sha256 = (text: string) =>
  `sha256:${createHash('sha256').update(text).digest('hex')}`;

describe('the registry', () => {
  it('names a manifest by the digest of its bytes', async () => {
    const { headers, body } = await pull('manifests/v0.3.7', OCI_MANIFEST);
    const digest = headers['docker-content-digest'];
    expect(digest).toBe(sha256(body));
    expect(headers['content-type']).toBe(OCI_MANIFEST);
    const head = await pull(`manifests/${digest}`, OCI_MANIFEST, 'HEAD');
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers['docker-content-digest']).toBe(digest);
    expect(cloud.state.repositories[0].releases.at(-1)?.body).toContain(digest);
  });

  it('labels images with revision and version', async () => {
    const manifest = await pull('manifests/v0.3.7', OCI_MANIFEST);
    const { config, layers } = JSON.parse(manifest.body);
    const blob = await pull(`blobs/${config.digest}`);
    expect(sha256(blob.body)).toBe(config.digest);
    expect(JSON.parse(blob.body).config.Labels).toMatchObject({
      'org.opencontainers.image.revision':
        cloud.state.repositories[0].git.tags['v0.3.7'],
      'org.opencontainers.image.version': 'v0.3.7',
    });
    const layer = await pull(`blobs/${layers[0].digest}`, '', 'HEAD');
    expect(layer.status).toBe(200);
  });

  it('shows an index only to those who accept one', async () => {
    const blind = await pull('manifests/v0.3.6', OCI_MANIFEST);
    expect(blind.status).toBe(404);
    const accept = `${OCI_INDEX}, ${OCI_MANIFEST}`;
    const seeing = await pull('manifests/v0.3.6', accept);
    const [child] = JSON.parse(seeing.body).manifests;
    expect((await pull(`manifests/${child.digest}`, accept)).status).toBe(200);
  });

  it('lists tags and forgets deleted images', async () => {
    const { tags } = JSON.parse((await pull('tags/list')).body);
    expect(tags).toEqual(['v0.3.4', 'v0.3.5', 'v0.3.6', 'v0.3.7']);
    const digest = cloud.state.registry['qfa-backend'].tags['v0.3.5'];
    await control(cloud, 'DELETE', `/images/qfa-backend/${digest}`);
    const gone = await pull('manifests/v0.3.5', OCI_MANIFEST);
    expect(JSON.parse(gone.body).errors[0].code).toBe('MANIFEST_UNKNOWN');
  });
});
