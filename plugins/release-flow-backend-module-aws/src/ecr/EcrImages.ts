import type { ImageDetail } from '@aws-sdk/client-ecr';
import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import type { AwsClients } from '../AwsClients';
import { reading } from '../awsErrors';
import type { EcrRepository } from '../ecs/imageName';

const sdk = (): typeof import('@aws-sdk/client-ecr') =>
  require('@aws-sdk/client-ecr');

const PAGE = 1000;
const MOST_PAGES = 5;

/** The images that ECR holds. */
export class EcrImages {
  constructor(private readonly clients: AwsClients) {}

  /** Digest of a tag now; `undefined` when nothing has it. */
  async digestOf(
    repository: EcrRepository,
    tag: string,
    context: ProviderContext,
  ): Promise<string | undefined> {
    try {
      const { imageDetails } = await this.describe(
        repository,
        { imageIds: [{ imageTag: tag }] },
        context,
      );
      return imageDetails?.[0]?.imageDigest;
    } catch (error) {
      if ((error as { trouble?: string }).trouble === 'not-found') {
        return undefined;
      }
      throw error;
    }
  }

  /** The images that were pushed last, newest first. */
  async newest(
    repository: EcrRepository,
    most: number,
    context: ProviderContext,
  ): Promise<ImageDetail[]> {
    const found: ImageDetail[] = [];
    let nextToken: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await this.describe(
        repository,
        { nextToken, maxResults: PAGE, filter: { tagStatus: 'TAGGED' } },
        context,
      );
      found.push(...(answer.imageDetails ?? []));
      nextToken = answer.nextToken;
      if (!nextToken) break;
    }
    return found.sort((a, b) => pushedAt(b) - pushedAt(a)).slice(0, most);
  }

  private describe(
    { name, registryId, ...place }: EcrRepository,
    which: object,
    context: ProviderContext,
  ) {
    return reading(`images of ${name}`, context, options =>
      this.clients.ecr(place).send(
        new (sdk().DescribeImagesCommand)({
          repositoryName: name,
          registryId,
          ...which,
        }),
        options,
      ),
    );
  }
}

function pushedAt({ imagePushedAt }: ImageDetail): number {
  return imagePushedAt?.getTime() ?? 0;
}
