import { ProviderError } from 'backstage-plugin-release-flow-node';
import { reasonOf } from '../transport';
import type { ImageName } from './imageName';

/** Registries must take manifests of 4 MiB; configurations are smaller. */
const LIMIT = 4 * 1024 * 1024;

/** The whole body, or an error when it is too big or breaks off. */
export async function readBounded(
  response: Response,
  { host, name }: ImageName,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > LIMIT) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw new ProviderError(
      'unavailable',
      `The registry ${host} broke off while it sent ${name}: ${reasonOf(error)}`,
    );
  }
  if (size > LIMIT) {
    throw new ProviderError(
      'refused',
      `The registry ${host} sent more than ${LIMIT} bytes for ${name}.`,
    );
  }
  return Buffer.concat(chunks);
}
