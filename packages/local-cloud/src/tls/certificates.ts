import { X509Certificate } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { generate } from 'selfsigned';
import type { TlsMaterial } from '../http/listen';

export interface Certificates {
  ca: string;
  server: TlsMaterial;
}

/** Below it lie the sites that are served over TLS. */
const SITES = 'render.localhost';
const VALID_FOR_DAYS = 825;
const RENEW_WHEN_LEFT_MS = 7 * 24 * 3600_000;

/** Reads the certificates of an earlier start, or makes and keeps new ones. */
export async function loadCertificates(dir: string): Promise<Certificates> {
  const files = {
    ca: path.join(dir, 'ca.pem'),
    key: path.join(dir, 'server-key.pem'),
    cert: path.join(dir, 'server.pem'),
  };
  try {
    const [ca, key, cert] = await Promise.all(
      [files.ca, files.key, files.cert].map(file => fs.readFile(file, 'utf8')),
    );
    const made = new X509Certificate(cert);
    const left = Date.parse(made.validTo) - Date.now();
    const isFit = made.checkHost(`site.${SITES}`) && left > RENEW_WHEN_LEFT_MS;
    if (isFit) return { ca, server: { key, cert } };
  } catch {
    // first start
  }
  const made = await makeCertificates();
  await fs.writeFile(files.ca, made.ca);
  await fs.writeFile(files.key, made.server.key, { mode: 0o600 });
  await fs.writeFile(files.cert, made.server.cert);
  return made;
}

export async function makeCertificates(): Promise<Certificates> {
  const lifetime = {
    keyType: 'ec' as const,
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 3600_000),
    notAfterDate: new Date(Date.now() + VALID_FOR_DAYS * 24 * 3600_000),
  };
  const ca = await generate(
    [{ name: 'commonName', value: 'Release Flow local cloud CA' }],
    {
      ...lifetime,
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      ],
    },
  );
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...lifetime,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 2, value: `*.${SITES}` },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return {
    ca: ca.cert,
    server: { key: server.private, cert: server.cert },
  };
}
