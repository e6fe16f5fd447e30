import { ProviderError } from 'backstage-plugin-release-flow-node';
import { lookup as systemLookup, type LookupAddress } from 'dns';
import { isIP, type LookupFunction } from 'net';
import { isPublicAddress } from './addresses';

export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

/** RFC 6761: names below `localhost` are this machine, whatever a name server says. */
export const resolveHost: Resolve = async hostname => {
  if (/(?:^|\.)localhost\.?$/i.test(hostname)) {
    return [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ];
  }
  return new Promise((done, fail) => {
    systemLookup(hostname, { all: true }, (error, addresses) =>
      error ? fail(error) : done(addresses),
    );
  });
};

/** Throws unless the address may be visited. */
export function checkAddress(hostname: string, address: string): void {
  if (isPublicAddress(address)) return;
  throw new ProviderError(
    'refused',
    `${hostname} leads to ${address}, which is not on the public internet. If it is right, add the host to releaseFlow.probes.allowedHosts.`,
  );
}

/** An address written as a host name never reaches `lookup`, so it is checked here. */
export function checkLiteral(hostname: string): void {
  const literal = hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal)) checkAddress(hostname, literal);
}

/**
 * A `lookup` for sockets that hands over only addresses that were checked, so the name can't lead
 * elsewhere between the check and the connection.
 */
export function pinnedLookup(
  isConfigured: boolean,
  resolve: Resolve = resolveHost,
): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      addresses => {
        try {
          if (!isConfigured) {
            addresses.forEach(({ address }) => checkAddress(hostname, address));
          }
          const wanted = options.family
            ? addresses.filter(({ family }) => family === options.family)
            : addresses;
          const [first] = wanted;
          if (!first) throw new Error(`${hostname} has no address`);
          if (options.all) callback(null, wanted);
          else callback(null, first.address, first.family);
        } catch (error) {
          callback(error as Error, '', 0);
        }
      },
      error => callback(error, '', 0),
    );
  };
}
