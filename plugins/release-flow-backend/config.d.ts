export interface Config {
  releaseFlow?: {
    /** `disabled` stops every effect at the next claim; pages say so. Default: enabled, but disabled on an in-memory database. */
    effects?: 'enabled' | 'disabled';
    /** Subjects of services that may act, such as `external:ci`. Users need no entry. */
    automation?: string[];
    announce?: {
      /**
       * Where what flows announce is posted as JSON, such as the incoming webhook of a team's chat: `text`, `event`,
       * `service`, `environment`, `tier`, `label`, `requestedBy`, `at` and `url`. Each is sent at most once and not
       * kept: a chat that is away for more than 10 seconds misses one, which is logged. The portal's notifications say
       * the same.
       */
      webhooks?: Array<{
        /**
         * https; http only to a host of `probes.allowedHosts`. Redirects are not followed.
         * @visibility secret
         */
        url: string;
        /** Ids of environments. Default: all that the flow announces. */
        environments?: string[];
        /** Default: all that the flow announces. */
        events?: Array<'started' | 'succeeded' | 'failed' | 'rolled-back'>;
      }>;
    };
    audit?: {
      /** How long audit events are kept, as an ISO 8601 duration of a day or more, such as `P5Y`. Needs `signingKey`. Default: for ever. */
      keep?: string;
      /**
       * Ed25519 private key, PKCS#8 in PEM or base64, that signs the summaries which stand for removed events.
       * @visibility secret
       */
      signingKey?: string;
    };
    /** Who may report deployments from CI, each for services of its own. Reports are looked at, never believed. */
    reporters?: Array<{
      /** Subject of a service, such as `external:ci-qfa` of `backend.auth.externalAccess`. */
      subject: string;
      /** Entity refs such as `component:default/qfa-*`; `*` stands for any letters of one part. */
      services: string[];
    }>;
    github?: {
      /** Give GitHub's own reviews from the portal, with the reviewer's own token. Default: false, they are given in GitHub. */
      inPortalReview?: boolean;
      /** Secrets of the webhooks that repositories send to `/api/release-flow/webhooks/github`. */
      webhooks?: Array<{
        /** @visibility secret */
        secret: string;
      }>;
    };
    /** Seconds between two looks where nothing is under way, and where something is. */
    polling?: {
      /** Default: 60. */
      repository?: number;
      /** Default: 60. */
      environment?: number;
      /** Default: 2. */
      active?: number;
      /** Between two looks of the doctor at one service. Default: 21600. */
      doctor?: number;
    };
    /** Container registries; one that needs no credentials needs no entry. */
    registries?: Array<{
      host: string;
      username?: string;
      /** @visibility secret */
      password?: string;
      /** Exchange an Azure token, as Azure Container Registry does. */
      azure?: boolean;
      /** Host that gives the registry's tokens, when it is another one. */
      tokenHost?: string;
    }>;
    azure?: {
      /** Subscription of targets that name none. */
      subscription?: string;
      /** Resource manager endpoint. Default: https://management.azure.com */
      endpoint?: string;
      /** Default: default, which tries what the machine has. */
      credential?:
        'default' | 'managed-identity' | 'workload' | 'client-secret';
      tenantId?: string;
      clientId?: string;
      /** @visibility secret */
      clientSecret?: string;
      /** Where a workload's token is. */
      tokenFile?: string;
    };
    probes?: {
      /** Hosts, with port where not standard, that probes may reach although they are not public, and the only ones that `http` gates may ask. `*.` matches one label. */
      allowedHosts?: string[];
    };
  };
}
