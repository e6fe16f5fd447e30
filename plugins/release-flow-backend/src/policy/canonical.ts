import canonicalize from 'canonicalize';
import { createHash } from 'crypto';

/** RFC 8785 canonical JSON, so that equal values hash equally. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(JSON.parse(JSON.stringify(value)));
  if (text === undefined) throw new Error('Value has no JSON form');
  return text;
}

/** SHA-256 over canonical JSON, hexadecimal. */
export function canonicalHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
