import type { Reply, WireRequest } from './wire';
import { header, text } from './wire';

/** `host` or `host:port` that can only mean this machine. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return (
    ['localhost', '127.0.0.1', '[::1]'].includes(name) ||
    name.endsWith('.localhost')
  );
}

/**
 * Refuses what a web page from elsewhere could make a browser send here: a
 * foreign host name (DNS rebinding) or a foreign origin.
 */
export function refuseForeign(request: WireRequest): Reply | undefined {
  const origin = header(request, 'origin');
  const isForeign =
    !isLoopbackHost(header(request, 'host')) ||
    (origin !== '' &&
      !(URL.canParse(origin) && isLoopbackHost(new URL(origin).host)));
  return isForeign ? text('Only for this machine', 403) : undefined;
}
