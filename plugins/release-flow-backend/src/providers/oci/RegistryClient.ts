import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import { reasonOf, retryAfterMs, within } from '../transport';
import { parseChallenge } from './challenge';
import type { ImageName } from './imageName';
import type { RegistryTokens } from './RegistryTokens';

const TIMEOUT_MS = 10_000;

/** Requests of the OCI distribution API, signed in when the registry asks for it. */
export class RegistryClient {
  constructor(
    private readonly tokens: RegistryTokens,
    private readonly fetchApi: typeof fetch,
  ) {}

  /** `undefined` when the registry answers 404. */
  async request(
    image: ImageName,
    path: string,
    init: { method: 'GET' | 'HEAD'; accept?: string },
    context: ProviderContext,
  ): Promise<Response | undefined> {
    const url = `https://${image.host}/v2/${image.name}/${path}`;
    const signal = within(context.signal, TIMEOUT_MS);
    const send = (authorization: string | undefined) =>
      this.send(image, url, {
        method: init.method,
        signal,
        headers: {
          ...(init.accept && { accept: init.accept }),
          ...(authorization && { authorization }),
        },
      });
    let response = await send(this.tokens.remembered(image));
    if (response.status === 401) {
      await response.body?.cancel();
      this.tokens.forget(image);
      const authorization = await this.tokens.answer(
        image,
        parseChallenge(response.headers.get('www-authenticate')),
        (realm, options) =>
          this.send(image, realm, { ...options, signal, redirect: 'error' }),
        signal,
      );
      response = await send(authorization);
    }
    if (response.status >= 400) {
      await response.body?.cancel();
      if (response.status === 404) return undefined;
      throw new ProviderError(
        response.status === 401 || response.status === 403
          ? 'unauthorized'
          : 'refused',
        `The registry ${image.host} answered ${response.status} for ${image.name}. Check releaseFlow.registries.`,
      );
    }
    return response;
  }

  private async send(
    image: ImageName,
    url: string,
    init: RequestInit,
  ): Promise<Response> {
    let response: Response;
    try {
      response = await this.fetchApi(url, init);
    } catch (error) {
      throw new ProviderError(
        'unavailable',
        `The registry ${image.host} could not be reached: ${reasonOf(error)}`,
      );
    }
    const { status, headers } = response;
    if (status === 429) {
      await response.body?.cancel();
      throw new ProviderError(
        'rate-limited',
        `The registry ${image.host} limits the rate of requests.`,
        { retryAfterMs: retryAfterMs(headers.get('retry-after')) ?? 60_000 },
      );
    }
    if (status >= 500) {
      await response.body?.cancel();
      throw new ProviderError(
        'unavailable',
        `The registry ${image.host} answered ${status}.`,
        { retryAfterMs: retryAfterMs(headers.get('retry-after')) },
      );
    }
    return response;
  }
}
