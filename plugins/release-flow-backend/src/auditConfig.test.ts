import { ConfigReader } from '@backstage/config';
import { generateKeyPairSync } from 'crypto';
import { readAuditConfig } from './auditConfig';

const read = (audit?: Record<string, string>) =>
  readAuditConfig(new ConfigReader({ releaseFlow: { audit } }));
const { privateKey } = generateKeyPairSync('ed25519');
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const line = privateKey
  .export({ type: 'pkcs8', format: 'der' })
  .toString('base64');

it('keeps events for ever unless something is said', () => {
  expect(read()).toEqual({ keep: undefined, signingKey: undefined });
});

it.each([pem, line])('takes a key as PEM or in one line', signingKey => {
  const { keep, signingKey: key } = read({ keep: 'P5Y', signingKey });
  expect(keep!.toISO()).toBe('P5Y');
  expect(key!.equals(privateKey)).toBe(true);
});

const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

it.each([
  ['a duration that is none', { keep: '5 years' }, 'releaseFlow.audit.keep'],
  ['less than a day', { keep: 'PT1H' }, 'releaseFlow.audit.keep'],
  ['a password', { signingKey: 'secret' }, 'releaseFlow.audit.signingKey'],
  ['another kind of key', { signingKey: rsa }, 'releaseFlow.audit.signingKey'],
])('refuses %s, without repeating a key', (_name, audit, message) => {
  expect(() => read(audit)).toThrow(message);
  expect(() => read(audit)).not.toThrow(/secret|BEGIN/);
});
