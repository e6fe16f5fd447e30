import type { Config } from '@backstage/config';
import {
  ProviderError,
  type ProviderContext,
  type RegistryLoginProvider,
} from 'backstage-plugin-release-flow-node';
import { createHash } from 'crypto';
import { BoundedMap } from '../BoundedMap';
import type { ImageRegistry } from '../types';
import { parseImageName, type ImageName } from './imageName';
import { readBounded } from './readBounded';
import { RegistryClient } from './RegistryClient';
import { readRegistries } from './registryConfig';
import { RegistryTokens } from './RegistryTokens';

/** Without these a registry answers 404 for an index. */
const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const REFERENCE = /^(?:sha256:[0-9a-f]{64}|\w[\w.-]{0,127})$/;
const REMEMBERED = 2_000;

interface Descriptor {
  digest: string;
  platform?: { os?: string; architecture?: string };
}

interface Manifest {
  manifests?: Descriptor[];
  config?: Descriptor;
}

/** What is read of an image's configuration. */
interface ImageConfig {
  labels: Record<string, string>;
  user: string;
}

/** Reads images by digest. What a digest names never changes, so that is remembered. */
export class OciRegistry implements ImageRegistry {
  private readonly knownConfigs = new BoundedMap<ImageConfig>(REMEMBERED);
  private readonly knownChildren = new BoundedMap<string[]>(REMEMBERED);

  constructor(private readonly client: RegistryClient) {}

  static fromConfig(
    config: Config,
    options: {
      azureToken: () => Promise<string>;
      logins?: RegistryLoginProvider[];
      fetchApi?: typeof fetch;
    },
  ): OciRegistry {
    const tokens = new RegistryTokens(
      readRegistries(config),
      options.azureToken,
      options.logins,
    );
    const fetchApi = options.fetchApi ?? fetch;
    return new OciRegistry(new RegistryClient(tokens, fetchApi));
  }

  async digestOf(
    image: string,
    reference: string,
    context: ProviderContext,
  ): Promise<string | undefined> {
    const name = nameOf(image);
    const path = manifestPath(name, reference);
    const head = await this.client.request(
      name,
      path,
      { method: 'HEAD', accept: ACCEPT },
      context,
    );
    if (!head) return undefined;
    const told = head.headers.get('docker-content-digest');
    if (told && DIGEST.test(told)) return told;
    const body = await this.body(name, path, context);
    return body && digestOfBytes(body);
  }

  async labels(
    image: string,
    digest: string,
    context: ProviderContext,
  ): Promise<Record<string, string>> {
    return (await this.configOf(image, digest, context)).labels;
  }

  async userOf(
    image: string,
    digest: string,
    context: ProviderContext,
  ): Promise<string> {
    return (await this.configOf(image, digest, context)).user;
  }

  private async configOf(
    image: string,
    digest: string,
    context: ProviderContext,
  ): Promise<ImageConfig> {
    const known = this.knownConfigs.get(digest);
    if (known) return known;
    const name = nameOf(image);
    let manifest = await this.manifest(name, digest, context);
    if (manifest.manifests) {
      const [child] = imagesIn(manifest);
      if (!child) return { labels: {}, user: '' };
      manifest = await this.manifest(name, child.digest, context);
    }
    if (!manifest.config) return { labels: {}, user: '' };
    const { config } = (await this.json(
      name,
      `blobs/${manifest.config.digest}`,
      manifest.config.digest,
      context,
    )) as { config?: { Labels?: Record<string, string>; User?: string } };
    const found = { labels: config?.Labels ?? {}, user: config?.User ?? '' };
    this.knownConfigs.set(digest, found);
    return found;
  }

  async children(
    image: string,
    digest: string,
    context: ProviderContext,
  ): Promise<string[]> {
    const known = this.knownChildren.get(digest);
    if (known) return known;
    const manifest = await this.manifest(nameOf(image), digest, context);
    const children = imagesIn(manifest).map(child => child.digest);
    this.knownChildren.set(digest, children);
    return children;
  }

  private manifest(
    name: ImageName,
    digest: string,
    context: ProviderContext,
  ): Promise<Manifest> {
    const path = manifestPath(name, digest);
    return this.json(name, path, digest, context) as Promise<Manifest>;
  }

  /** JSON content that is what its digest says. */
  private async json(
    name: ImageName,
    path: string,
    digest: string,
    context: ProviderContext,
  ): Promise<unknown> {
    const body = await this.body(name, path, context);
    if (!body) {
      throw new ProviderError(
        'not-found',
        `${name.host}/${name.name}@${digest} is not in the registry.`,
      );
    }
    if (digestOfBytes(body) !== digest) {
      throw new ProviderError(
        'unavailable',
        `The registry ${name.host} sent something else than ${digest} of ${name.name}.`,
      );
    }
    return JSON.parse(body.toString());
  }

  private async body(
    name: ImageName,
    path: string,
    context: ProviderContext,
  ): Promise<Buffer | undefined> {
    const response = await this.client.request(
      name,
      path,
      { method: 'GET', accept: path.startsWith('blobs/') ? '*/*' : ACCEPT },
      context,
    );
    return response && readBounded(response, name);
  }
}

/** Children that are images; attestations say their platform is unknown. Linux on amd64 first. */
function imagesIn({ manifests = [] }: Manifest): Descriptor[] {
  const rank = ({ platform }: Descriptor) =>
    platform?.os === 'linux' && platform.architecture === 'amd64' ? 0 : 1;
  return manifests
    .filter(({ platform }) => platform?.os !== 'unknown')
    .sort((a, b) => rank(a) - rank(b));
}

function nameOf(image: string): ImageName {
  const name = parseImageName(image);
  if (name) return name;
  throw new ProviderError(
    'refused',
    `'${image}' is no image name; write host/name without tag or digest.`,
  );
}

function manifestPath(name: ImageName, reference: string): string {
  if (REFERENCE.test(reference)) return `manifests/${reference}`;
  throw new ProviderError(
    'refused',
    `'${reference}' is no tag or digest of ${name.name}.`,
  );
}

function digestOfBytes(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
