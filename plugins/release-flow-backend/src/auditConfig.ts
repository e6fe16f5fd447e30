import type { Config } from '@backstage/config';
import { createPrivateKey, type KeyObject } from 'crypto';
import { Duration } from 'luxon';

export interface AuditConfig {
  /** How long events are kept; undefined: for ever. */
  keep: Duration | undefined;
  /** Ed25519 private key that signs what stands for removed events. */
  signingKey: KeyObject | undefined;
}

const DAY = Duration.fromObject({ days: 1 });

export function readAuditConfig(root: Config): AuditConfig {
  const config = root.getOptionalConfig('releaseFlow.audit');
  const keep = config?.getOptionalString('keep');
  const key = config?.getOptionalString('signingKey');
  return {
    keep: keep === undefined ? undefined : durationOf(keep),
    signingKey: key === undefined ? undefined : keyOf(key),
  };
}

function durationOf(text: string): Duration {
  const duration = Duration.fromISO(text);
  if (!duration.isValid || duration.toMillis() < DAY.toMillis()) {
    throw new Error(
      `releaseFlow.audit.keep must be an ISO 8601 duration of a day or more, such as P5Y, not '${text}'`,
    );
  }
  return duration;
}

/** PEM, or its base64 in one line as environment variables hold it. The key never gets into the message. */
function keyOf(text: string): KeyObject {
  try {
    const key = text.includes('-----BEGIN')
      ? createPrivateKey(text)
      : createPrivateKey({
          key: Buffer.from(text, 'base64'),
          format: 'der',
          type: 'pkcs8',
        });
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below, without the key.
  }
  throw new Error(
    'releaseFlow.audit.signingKey must be an Ed25519 private key in PKCS#8 form: make one with openssl genpkey -algorithm ed25519',
  );
}
