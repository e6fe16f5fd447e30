import { Readable } from 'stream';
import { pipeline } from 'stream/promises';
import type { ReadableStream } from 'stream/web';
import type { Io } from './io';
import { connect, refuseFailure, type PortalOptions } from './portal';

/** `release-flow audit export` */
export async function exportAudit(
  io: Io,
  options: PortalOptions & { service?: string },
): Promise<number> {
  const { baseUrl, fetch } = await connect(options);
  const query = options.service
    ? `?${new URLSearchParams({ service: options.service })}`
    : '';
  const response = await refuseFailure(
    await fetch(`${baseUrl}/audit/export${query}`),
  );
  await pipeline(Readable.fromWeb(response.body as ReadableStream), io.stdout, {
    end: false,
  });
  return 0;
}
