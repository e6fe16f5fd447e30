import type { Config } from '@backstage/config';
import { readAnnounceWebhooks, type AnnounceWebhook } from './announceConfig';
import { readAuditConfig, type AuditConfig } from './auditConfig';
import { HostRules } from './providers/http/hostRules';
import { readReporters, type Reporter } from './services/reporters';

export interface ReleaseFlowConfig {
  audit: AuditConfig;
  /** Chats that hear what flows announce. */
  announceWebhooks: AnnounceWebhook[];
  effects: 'enabled' | 'disabled';
  /** Service subjects that may act. */
  automation: string[];
  webhookSecrets: string[];
  /** Reviews of GitHub may be given from the portal. */
  inPortalReview: boolean;
  /** Subjects of CI that may report deployments. */
  reporters: Reporter[];
  /** Milliseconds. */
  polling: {
    repository: number;
    environment: number;
    active: number;
    doctor: number;
  };
  /** Milliseconds. Tests of crashes shorten them; nobody else has a reason to. */
  engine: { lease: number; sendWithin: number; readTimeout: number };
}

const seconds = (root: Config | undefined, key: string, fallback: number) => {
  const value = root?.getOptionalNumber(key) ?? fallback;
  if (!(value > 0)) {
    throw new Error(`releaseFlow.${key} must be more than 0 seconds`);
  }
  return value * 1000;
};

/** A memory that ends with the process. */
function isInMemory(root: Config): boolean {
  const client = root.getOptionalString('backend.database.client');
  const connection = root.getOptional('backend.database.connection');
  return client === 'better-sqlite3' && connection === ':memory:';
}

/** Typed settings, or one clear sentence at start. */
export function readConfig(root: Config): ReleaseFlowConfig {
  const config = root.getOptionalConfig('releaseFlow');
  // What an in-memory database forgets must not have been done, unless somebody wants that.
  const usual = isInMemory(root) ? 'disabled' : 'enabled';
  const effects = config?.getOptionalString('effects') ?? usual;
  if (effects !== 'enabled' && effects !== 'disabled') {
    throw new Error(
      `releaseFlow.effects must be 'enabled' or 'disabled', not '${effects}'`,
    );
  }
  return {
    audit: readAuditConfig(root),
    announceWebhooks: readAnnounceWebhooks(config, HostRules.fromConfig(root)),
    effects,
    automation: config?.getOptionalStringArray('automation') ?? [],
    reporters: readReporters(config),
    inPortalReview:
      config?.getOptionalBoolean('github.inPortalReview') ?? false,
    webhookSecrets: (
      config?.getOptionalConfigArray('github.webhooks') ?? []
    ).map(webhook => webhook.getString('secret')),
    polling: {
      repository: seconds(config, 'polling.repository', 60),
      environment: seconds(config, 'polling.environment', 60),
      active: seconds(config, 'polling.active', 2),
      doctor: seconds(config, 'polling.doctor', 6 * 3600),
    },
    engine: {
      lease: seconds(config, 'engine.lease', 40),
      sendWithin: seconds(config, 'engine.sendWithin', 30),
      readTimeout: seconds(config, 'engine.readTimeout', 15),
    },
  };
}
