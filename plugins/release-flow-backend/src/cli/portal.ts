import { ResponseError } from '@backstage/errors';
import { readFile } from 'fs/promises';

export interface PortalOptions {
  url: string;
  token?: string;
  tokenFile?: string;
}

/** `fetch` as the caller, and the API's address. */
export async function connect({ url, token, tokenFile }: PortalOptions) {
  if (!URL.canParse(url)) throw new Error(`--url: '${url}' is no URL`);
  const secret = tokenFile
    ? (await readFile(tokenFile, 'utf8')).trim()
    : token?.trim();
  if (!secret) {
    throw new Error(
      'Say who asks: give a token by --token-file, --token or RELEASE_FLOW_TOKEN.',
    );
  }
  return {
    baseUrl: `${url.replace(/\/+$/, '')}/api/release-flow`,
    fetch: (address: string, init: RequestInit = {}) => {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${secret}`);
      return reach(address, { ...init, headers });
    },
  };
}

async function reach(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    const { cause } = error as { cause?: Error };
    throw new Error(
      `${new URL(address).origin} does not answer: ${cause?.message ?? error}`,
    );
  }
}

export async function refuseFailure(response: Response): Promise<Response> {
  if (!response.ok) throw await ResponseError.fromResponse(response);
  return response;
}
