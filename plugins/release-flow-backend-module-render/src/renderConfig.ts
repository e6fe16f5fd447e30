import type { Config } from '@backstage/config';

const PUBLIC_API = 'https://api.render.com/v1';

/** How Render is reached. */
export interface RenderConfig {
  /** Without a slash at its end. */
  baseUrl: string;
  apiKey: string | undefined;
  /** Workspace of targets that name none. */
  owner: string | undefined;
}

export function readRenderConfig(config: Config): RenderConfig {
  const render = config.getOptionalConfig('releaseFlow.render');
  const baseUrl = render?.getOptionalString('baseUrl') ?? PUBLIC_API;
  if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol)) {
    throw new Error(
      `releaseFlow.render.baseUrl must be a URL such as ${PUBLIC_API}`,
    );
  }
  return {
    baseUrl: baseUrl.replace(/\/+$/, ''),
    apiKey: render?.getOptionalString('apiKey'),
    owner: render?.getOptionalString('owner'),
  };
}
