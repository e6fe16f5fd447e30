import type { Cloud } from '../cloud';
import { OCI_INDEX } from '../registry/images';
import type { RegistryRepository } from '../state/cloudModel';
import type { AwsOperation } from './awsWire';
import { AwsException, pageOf, seconds } from './awsWire';

const TOKEN_LIFE_MS = 12 * 3600_000;

/** The local registry, as ECR tells of it. */
export const ecrOperations: Record<string, AwsOperation> = {
  GetAuthorizationToken: ({ cloud }) => ({
    authorizationData: [
      {
        authorizationToken: Buffer.from(
          `AWS:${crypto.randomUUID().replaceAll('-', '')}`,
        ).toString('base64'),
        expiresAt: seconds(cloud.now() + TOKEN_LIFE_MS),
        proxyEndpoint: cloud.urls.registry,
      },
    ],
  }),
  DescribeImages: ({ cloud, input }) => {
    const name: string = input.repositoryName;
    const repository = cloud.state.registry[name];
    if (!repository) {
      throw new AwsException(
        'RepositoryNotFoundException',
        `The repository with name '${name}' does not exist in the registry with id '${cloud.state.aws.account}'`,
      );
    }
    const wanted: { imageTag?: string; imageDigest?: string }[] | undefined =
      input.imageIds;
    if (wanted) {
      const digests = wanted.map(it => {
        const digest = it.imageDigest ?? repository.tags[it.imageTag ?? ''];
        if (digest && repository.manifests[digest]) return digest;
        throw new AwsException(
          'ImageNotFoundException',
          `The image with imageId {imageDigest:'${it.imageDigest ?? 'null'}', imageTag:'${it.imageTag ?? 'null'}'} does not exist within the repository with name '${name}'`,
        );
      });
      return {
        imageDetails: digests.map(it => imageJson(cloud, name, repository, it)),
      };
    }
    const digests = Object.keys(repository.manifests).filter(
      digest =>
        input.filter?.tagStatus !== 'TAGGED' ||
        Object.values(repository.tags).includes(digest),
    );
    const { page, nextToken } = pageOf(digests, input);
    return {
      imageDetails: page.map(it => imageJson(cloud, name, repository, it)),
      nextToken,
    };
  },
};

function imageJson(
  cloud: Cloud,
  name: string,
  { tags, manifests }: RegistryRepository,
  digest: string,
) {
  const imageTags = Object.keys(tags).filter(tag => tags[tag] === digest);
  return {
    registryId: cloud.state.aws.account,
    repositoryName: name,
    imageDigest: digest,
    ...(imageTags.length > 0 && { imageTags }),
    imageSizeInBytes: Buffer.byteLength(manifests[digest].body),
    imagePushedAt: seconds(pushedAt(cloud, name, digest)),
    imageManifestMediaType: manifests[digest].mediaType,
  };
}

/** When the image was made, as its own configuration says. */
function pushedAt({ state }: Cloud, name: string, digest: string): number {
  const stored = state.registry[name].manifests[digest];
  const manifest = JSON.parse(stored.body);
  if (stored.mediaType === OCI_INDEX) return state.createdAt;
  const blob = state.blobs[manifest.config.digest] ?? '';
  const { created } = JSON.parse(Buffer.from(blob, 'base64').toString());
  return Date.parse(created);
}
