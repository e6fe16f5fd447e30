import {
  ProviderError,
  type RegistryLoginProvider,
} from 'backstage-plugin-release-flow-node';
import { BoundedMap } from '../BoundedMap';
import { rememberSecret } from '../secrets';
import type { Challenge } from './challenge';
import type { ImageName } from './imageName';
import type { RegistryConfig } from './registryConfig';

const REMEMBERED = 1_000;
const DEFAULT_LIFE_S = 60;
const EARLY_MS = 10_000;

type Send = (url: string, init: RequestInit) => Promise<Response>;
type BearerChallenge = Extract<Challenge, { scheme: 'bearer' }>;

/** Gets the `Authorization` a registry asks for. Credentials go only to its own token host. */
export class RegistryTokens {
  private readonly known = new BoundedMap<{ header: string; until: number }>(
    REMEMBERED,
  );

  constructor(
    private readonly registries: Map<string, RegistryConfig>,
    private readonly azureToken: () => Promise<string>,
    private readonly logins: RegistryLoginProvider[] = [],
  ) {}

  remembered(image: ImageName): string | undefined {
    const entry = this.known.get(keyOf(image));
    return entry && entry.until > Date.now() ? entry.header : undefined;
  }

  forget(image: ImageName): void {
    this.known.delete(keyOf(image));
  }

  async answer(
    image: ImageName,
    challenge: Challenge | undefined,
    send: Send,
    signal: AbortSignal,
  ): Promise<string> {
    const registry = this.registries.get(image.host);
    if (!challenge) {
      throw refusal(image, 'asks for a sign-in of a kind nobody knows');
    }
    if (challenge.scheme === 'basic') {
      const login = registry?.login ?? (await this.loginTo(image, signal));
      if (!login) throw refusal(image, 'wants a user and password');
      return this.remember(image, basic(login), DEFAULT_LIFE_S * 10);
    }
    this.checkRealm(image, challenge, registry);
    const { token, lifeSeconds } = registry?.azure
      ? await this.exchange(image, challenge, send)
      : await this.fetchToken(image, challenge, registry, send);
    return this.remember(image, `Bearer ${token}`, lifeSeconds);
  }

  /** A password of the cloud that the registry belongs to, where a module knows it. */
  private loginTo({ host }: ImageName, signal: AbortSignal) {
    return this.logins.find(it => it.isFor(host))?.login(host, { signal });
  }

  private remember(image: ImageName, header: string, seconds: number): string {
    rememberSecret(header.replace(/^\w+ /, ''));
    const until = Date.now() + seconds * 1000 - EARLY_MS;
    this.known.set(keyOf(image), { header, until });
    return header;
  }

  private checkRealm(
    image: ImageName,
    { realm }: BearerChallenge,
    registry: RegistryConfig | undefined,
  ): void {
    const url = URL.canParse(realm) ? new URL(realm) : undefined;
    const isOwn = url?.host === image.host || url?.host === registry?.tokenHost;
    if (url?.protocol !== 'https:' || !isOwn) {
      throw refusal(
        image,
        `sends to ${url?.host ?? 'nowhere'} for a token; if that is right, set tokenHost in releaseFlow.registries`,
      );
    }
  }

  private async fetchToken(
    image: ImageName,
    { realm, service }: BearerChallenge,
    registry: RegistryConfig | undefined,
    send: Send,
  ) {
    const url = new URL(realm);
    if (service) url.searchParams.set('service', service);
    url.searchParams.set('scope', scopeOf(image));
    const authorization = registry?.login && basic(registry.login);
    const response = await send(url.href, {
      headers: authorization ? { authorization } : {},
    });
    return readToken(image, response);
  }

  /** Azure Container Registry: an Entra token for a refresh token for an access token. */
  private async exchange(
    image: ImageName,
    { realm, service = image.host }: BearerChallenge,
    send: Send,
  ) {
    const post = (url: string | URL, fields: Record<string, string>) =>
      send(String(url), {
        method: 'POST',
        body: new URLSearchParams({ ...fields, service }),
      });
    const exchanged = await post(new URL('/oauth2/exchange', realm), {
      grant_type: 'access_token',
      access_token: await this.azureToken(),
    });
    const { refresh_token: refreshToken } = await readJson(image, exchanged);
    if (typeof refreshToken !== 'string') {
      throw refusal(image, 'gave no refresh token for the Azure credential');
    }
    const response = await post(realm, {
      grant_type: 'refresh_token',
      scope: scopeOf(image),
      refresh_token: refreshToken,
    });
    return readToken(image, response);
  }
}

async function readToken(image: ImageName, response: Response) {
  const { token, access_token, expires_in } = await readJson(image, response);
  const value = token ?? access_token;
  if (typeof value !== 'string' || value === '') {
    throw refusal(image, 'gave no token');
  }
  return {
    token: value,
    lifeSeconds: typeof expires_in === 'number' ? expires_in : DEFAULT_LIFE_S,
  };
}

async function readJson(
  image: ImageName,
  response: Response,
): Promise<Record<string, unknown>> {
  if (response.status >= 400) {
    await response.body?.cancel();
    throw refusal(image, `refused the sign-in (${response.status})`);
  }
  const answer = await response.json().catch(() => undefined);
  if (typeof answer !== 'object' || answer === null) {
    throw new ProviderError(
      'unavailable',
      `The registry ${image.host} answered its sign-in with something that can't be read.`,
    );
  }
  return answer as Record<string, unknown>;
}

function scopeOf({ name }: ImageName): string {
  return `repository:${name}:pull`;
}

function keyOf({ host, name }: ImageName): string {
  return `${host}/${name}`;
}

function basic({ username, password }: { username: string; password: string }) {
  const pair = Buffer.from(`${username}:${password}`).toString('base64');
  rememberSecret(password);
  rememberSecret(pair);
  return `Basic ${pair}`;
}

function refusal(image: ImageName, what: string): ProviderError {
  return new ProviderError(
    'unauthorized',
    `The registry ${image.host} ${what} (image ${image.name}). See releaseFlow.registries.`,
  );
}
