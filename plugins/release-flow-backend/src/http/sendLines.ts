import type { Response } from 'express';
import { Readable } from 'stream';
import { pipeline } from 'stream/promises';

/**
 * Sends lines as fast as they are taken. When reading fails midway the connection is cut, so that
 * a part is never taken for the whole.
 */
export async function sendLines(
  response: Response,
  lines: AsyncIterable<string>,
): Promise<void> {
  response.type('application/x-ndjson');
  try {
    await pipeline(Readable.from(lines), response);
  } catch (error) {
    // Whoever asked has gone; there is nobody to tell.
    if ((error as { code?: string }).code === 'ERR_STREAM_PREMATURE_CLOSE') {
      return;
    }
    throw error;
  }
}
