import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import type { HttpProbe } from '../types';
import { parsedJson, valueAt } from '../jsonPointer';
import type { AppServiceConfig } from './appServiceConfig';

/** The digest a site says it runs, or why it did not say one; nothing where none is declared. */
export async function readIdentity(
  probe: HttpProbe,
  { identity, url }: AppServiceConfig,
  hosts: string[],
  context: ProviderContext,
): Promise<{ digest: string } | { problem: string } | undefined> {
  if (!identity) return undefined;
  const base = url ?? (hosts[0] && `https://${hosts[0]}`);
  if (!base) return { problem: 'The site has no host name' };
  if (!URL.canParse(identity.path, base)) {
    return { problem: `'${base}' is no URL` };
  }
  const at = `GET ${identity.path}`;
  try {
    const { href } = new URL(identity.path, base);
    const answer = await probe.get(href, { hosts }, context);
    if (answer.status !== 200) {
      return { problem: `${at} answered ${answer.status}, not what it runs` };
    }
    const digest = valueAt(parsedJson(answer.body), identity.pointer);
    return typeof digest === 'string' && /^sha256:[0-9a-f]{64}$/.test(digest)
      ? { digest }
      : { problem: `${at} names no digest at ${identity.pointer}` };
  } catch (error) {
    if (error instanceof ProviderError) return { problem: error.message };
    throw error;
  }
}
