import { ConfigReader } from '@backstage/config';
import type { LookupAddress } from 'dns';
import type { StubServer } from '../../__testUtils__/stubServer';
import { HostRules } from '../hostRules';
import { SafeHttpProbe } from '../SafeHttpProbe';

/** Where nothing that a flow or a service declares may lead a request of this backend. */
export interface RefusedAddress {
  name: string;
  /** As somebody would declare it; `port` is one where a server of this machine listens. */
  url(port: string): string;
  /** What a name server says; without it the URL names an address, or no name that is asked for. */
  resolvesTo?: string[];
}

const named = (name: string, ...resolvesTo: string[]): RefusedAddress => ({
  name,
  url: port => `http://site.example:${port}/`,
  resolvesTo,
});
const literal = (name: string, host: string): RefusedAddress => ({
  name,
  url: port => `http://${host}:${port}/`,
});

const PUBLIC = '93.184.216.34';
/** The only host that configuration allows here, at the stub's own port. */
const ALLOWED = 'own.localhost';
/** How a refusal reads. */
export const REFUSAL =
  /is not on the public internet|is no http or https URL|carries credentials/;

const addressesOf = (address: string): LookupAddress[] => [
  { address, family: address.includes(':') ? 6 : 4 },
];

/** Header values are bytes; a URL parser makes the same of this. */
const toAscii = (url: string) =>
  [...url].map(char => (char > '~' ? encodeURIComponent(char) : char)).join('');

const ownHosts = (url: string) =>
  URL.canParse(url) ? [new URL(url).host] : [];

/** Every way to this machine, its network and its cloud's metadata that we know of. */
export const refusedAddresses: RefusedAddress[] = [
  literal('loopback', '127.0.0.1'),
  literal('all of 127/8', '127.8.9.1'),
  literal('the unspecified address', '0.0.0.0'),
  literal('a decimal IPv4 address', '2130706433'),
  literal('a hexadecimal IPv4 address', '0x7f.1'),
  literal('an octal IPv4 address', '0177.0.0.1'),
  literal('a short IPv4 address', '127.1'),
  literal('zero', '0'),
  literal('full-width digits', '①②⑦.0.0.1'),
  literal('ideographic dots', '127。0。0。1'),
  literal('an address with a trailing dot', '127.0.0.1.'),
  literal('localhost', 'localhost'),
  literal('localhost with a trailing dot', 'localhost.'),
  literal('a name below localhost', 'site.localhost'),
  literal('10/8', '10.0.0.8'),
  literal('172.16/12', '172.16.0.1'),
  literal('192.168/16', '192.168.1.1'),
  literal('carrier-grade NAT', '100.64.0.1'),
  literal('link-local', '169.254.1.1'),
  literal('metadata', '169.254.169.254'),
  literal('metadata in octal', '0251.0376.0251.0376'),
  literal('Azure’s host agent', '168.63.129.16'),
  literal('Alibaba’s metadata', '100.100.100.200'),
  literal('Oracle’s metadata', '192.0.0.192'),
  literal('multicast', '224.0.0.1'),
  literal('broadcast', '255.255.255.255'),
  literal('IPv6 loopback', '[::1]'),
  literal('the unspecified IPv6 address', '[::]'),
  literal('IPv4 mapped to IPv6', '[::ffff:127.0.0.1]'),
  literal('metadata mapped to IPv6', '[::ffff:a9fe:a9fe]'),
  literal('IPv4-compatible IPv6', '[::127.0.0.1]'),
  literal('IPv4-translated IPv6', '[::ffff:0:7f00:1]'),
  literal('NAT64', '[64:ff9b::7f00:1]'),
  literal('metadata by NAT64', '[64:ff9b::a9fe:a9fe]'),
  literal('a network’s own NAT64', '[64:ff9b:1::7f00:1]'),
  literal('6to4', '[2002:7f00:1::]'),
  literal('Teredo', '[2001::1]'),
  literal('unique-local', '[fc00::1]'),
  literal('EC2’s metadata over IPv6', '[fd00:ec2::254]'),
  literal('IPv6 link-local', '[fe80::1]'),
  literal('site-local', '[fec0::1]'),
  literal('a zone', '[fe80::1%25eth0]'),
  literal('IPv6 multicast', '[ff02::1]'),
  literal('a documentation prefix', '[2001:db8::1]'),
  {
    ...named('the metadata host by name', '169.254.169.254'),
    url: () => 'http://metadata.google.internal/computeMetadata/v1/',
  },
  named('a name of loopback', '127.0.0.1'),
  named('a name of IPv6 loopback', '::1'),
  named('a name of the private network', '10.0.0.8'),
  named('a name of metadata', '169.254.169.254'),
  named('a name of mapped metadata', '::ffff:169.254.169.254'),
  named('a name of a link-local zone', 'fe80::1%eth0'),
  named('one private address among public ones', PUBLIC, '192.168.1.1'),
  named('a private address first', '127.0.0.1', PUBLIC),
  {
    ...named('a trailing dot', '127.0.0.1'),
    url: port => `http://site.example.:${port}/`,
  },
  {
    name: 'credentials in the URL',
    url: port => `http://user:pw@127.0.0.1:${port}/`,
  },
  {
    name: 'a public name as user',
    url: port => `http://site.example@127.0.0.1:${port}/`,
  },
  { name: 'a file', url: () => 'file:///etc/passwd' },
  { name: 'gopher', url: port => `gopher://127.0.0.1:${port}/_x` },
];

/** What a kind under test gets, and how many requests the stub may have seen after it. */
export interface RefusedVisit {
  probe: SafeHttpProbe;
  url: string;
  /** Hosts that the target calls its own: the very one, so that only the address is wrong. */
  hosts: string[];
  reached: number;
}

type Arrange = (stub: StubServer) => RefusedVisit;

function probeOf({ resolvesTo }: RefusedAddress, allowedHosts: string[]) {
  const probes = { allowedHosts };
  return new SafeHttpProbe(
    HostRules.fromConfig(new ConfigReader({ releaseFlow: { probes } })),
    resolvesTo &&
      (async hostname =>
        hostname === ALLOWED
          ? addressesOf('127.0.0.1')
          : resolvesTo.flatMap(addressesOf)),
  );
}

const direct =
  (row: RefusedAddress): Arrange =>
  stub => {
    stub.answer({ status: 200, body: 'reached' });
    const url = row.url(new URL(stub.url).port);
    return { probe: probeOf(row, []), url, hosts: ownHosts(url), reached: 0 };
  };

const redirected =
  (row: RefusedAddress): Arrange =>
  stub => {
    const { port } = new URL(stub.url);
    const location = row.url(port);
    stub.answer({ status: 302, headers: { location: toAscii(location) } });
    return {
      probe: probeOf(row, [`${ALLOWED}:${port}`]),
      url: `http://${ALLOWED}:${port}/`,
      hosts: ownHosts(location),
      reached: 1,
    };
  };

/**
 * Cases for whatever visits what a flow declares, for `it.each`: straight there, and by a redirect of a
 * host that is allowed. Each must be refused with `REFUSAL` and leave the stub with `reached` requests.
 */
export const refusedVisits: Array<[name: string, arrange: Arrange]> =
  refusedAddresses.flatMap((row): Array<[string, Arrange]> => [
    [row.name, direct(row)],
    [`a redirect to ${row.name}`, redirected(row)],
  ]);
