import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { CloudState, RegistryRepository } from '../state/cloudModel';

export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json';
const OCI_LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';

export interface ImageDescription {
  repository: string;
  tags: string[];
  version: string;
  revision: string;
  source: string;
  created: number;
  /** Push an index with the image as its child, as multi-platform builds do. */
  asIndex?: boolean;
}

export function sha256(content: string | Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** Builds a small but well-formed image, pushes it and returns its digest. */
export function pushImage(state: CloudState, image: ImageDescription): string {
  const repository = (state.registry[image.repository] ??= {
    manifests: {},
    tags: {},
  });
  const manifest = imageManifest(state, image);
  let digest = putManifest(repository, OCI_MANIFEST, manifest);
  if (image.asIndex) {
    const index = {
      schemaVersion: 2,
      mediaType: OCI_INDEX,
      manifests: [
        {
          mediaType: OCI_MANIFEST,
          digest,
          size: Buffer.byteLength(manifest),
          platform: { architecture: 'amd64', os: 'linux' },
        },
      ],
    };
    digest = putManifest(repository, OCI_INDEX, JSON.stringify(index));
  }
  for (const tag of image.tags) repository.tags[tag] = digest;
  return digest;
}

function imageManifest(state: CloudState, image: ImageDescription): string {
  const content = Buffer.from(`${image.repository} at ${image.revision}\n`);
  const layer = putBlob(state, gzipSync(content));
  const config = putBlob(
    state,
    Buffer.from(
      JSON.stringify({
        created: new Date(image.created).toISOString(),
        architecture: 'amd64',
        os: 'linux',
        config: {
          User: 'app',
          ExposedPorts: { '8000/tcp': {} },
          Entrypoint: ['/app/entrypoint.sh'],
          Labels: {
            'org.opencontainers.image.revision': image.revision,
            'org.opencontainers.image.source': image.source,
            'org.opencontainers.image.version': image.version,
          },
        },
        rootfs: { type: 'layers', diff_ids: [sha256(content)] },
        history: [{ created_by: 'COPY . /app' }],
      }),
    ),
  );
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: { mediaType: OCI_CONFIG, ...config },
    layers: [{ mediaType: OCI_LAYER, ...layer }],
  });
}

function putBlob(
  state: CloudState,
  content: Buffer,
): { digest: string; size: number } {
  const digest = sha256(content);
  state.blobs[digest] = content.toString('base64');
  return { digest, size: content.length };
}

function putManifest(
  repository: RegistryRepository,
  mediaType: string,
  body: string,
): string {
  const digest = sha256(body);
  repository.manifests[digest] = { mediaType, body };
  return digest;
}

export function deleteImage(
  state: CloudState,
  repository: string,
  digest: string,
): boolean {
  const found = state.registry[repository];
  if (!found?.manifests[digest]) return false;
  delete found.manifests[digest];
  for (const [tag, target] of Object.entries(found.tags)) {
    if (target === digest) delete found.tags[tag];
  }
  return true;
}

/** Label `org.opencontainers.image.<name>` of an image, followed into an index. */
export function imageLabel(
  state: CloudState,
  repository: string,
  digest: string,
  name: string,
): string | undefined {
  const stored = state.registry[repository]?.manifests[digest];
  if (!stored) return undefined;
  const manifest = JSON.parse(stored.body);
  if (manifest.manifests) {
    return imageLabel(state, repository, manifest.manifests[0].digest, name);
  }
  const blob = state.blobs[manifest.config.digest] ?? '';
  const config = JSON.parse(Buffer.from(blob, 'base64').toString());
  return config.config.Labels[`org.opencontainers.image.${name}`];
}
