import type { AwsConfig, Place } from '../awsConfig';

/** `host/name[:tag][@digest]`, taken apart. */
export interface ImageName {
  /** With its host, without tag and digest. */
  image: string;
  tag?: string;
  digest?: string;
}

const IMAGE =
  /^(?<image>[^@\s]+?)(?::(?<tag>[\w][\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/;

export function parseImage(reference: string): ImageName {
  const { image, tag, digest } = IMAGE.exec(reference)?.groups ?? {
    image: reference,
  };
  return { image, ...(tag && { tag }), ...(digest && { digest }) };
}

/** A repository of ECR, as its API names it. */
export interface EcrRepository extends Place {
  name: string;
  registryId?: string;
}

const ECR =
  /^(?<registryId>\d{12})\.dkr\.ecr(?:-fips)?\.(?<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/(?<name>.+)$/;

/** The repository of an image where it is one of ECR; behind an endpoint of one's own, all are. */
export function ecrRepository(
  image: string,
  place: Place,
  { endpoint }: AwsConfig,
): EcrRepository | undefined {
  const found = ECR.exec(image)?.groups;
  if (found) {
    const { registryId, region, name } = found;
    return { account: place.account, region, name, registryId };
  }
  const slash = image.indexOf('/');
  return endpoint && slash > 0
    ? {
        account: place.account,
        region: place.region,
        name: image.slice(slash + 1),
      }
    : undefined;
}
