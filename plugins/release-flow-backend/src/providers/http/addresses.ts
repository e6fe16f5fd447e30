import ipaddr from 'ipaddr.js';

/** Azure's host agent answers guests on a public-looking address. */
const REFUSED = new Set(['168.63.129.16']);

/**
 * Whether an address is one of the public internet. Everything with a special meaning is not:
 * loopback, private, link-local (and so every cloud's metadata service), unique-local, carrier-grade
 * NAT, multicast, reserved, and IPv6 forms that carry such an IPv4 address.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) return isPublicIPv4(parsed);
  const six = parsed as ipaddr.IPv6;
  if (six.isIPv4MappedAddress()) return isPublicIPv4(six.toIPv4Address());
  if (six.match(ipaddr.parseCIDR('64:ff9b::/96'))) {
    // DNS64 in front of an IPv4 host
    return isPublicIPv4(new ipaddr.IPv4(six.toByteArray().slice(12)));
  }
  return six.range() === 'unicast' && isGlobal(six);
}

function isPublicIPv4(address: ipaddr.IPv4): boolean {
  return address.range() === 'unicast' && !REFUSED.has(address.toString());
}

/** Only 2000::/3 is given out; `::a.b.c.d` and the like are not in it. */
function isGlobal({ parts }: ipaddr.IPv6): boolean {
  return parts[0] >= 0x2000 && parts[0] < 0x4000;
}
