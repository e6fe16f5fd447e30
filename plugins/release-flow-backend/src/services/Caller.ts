import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { Request } from 'express';

/** Who asks, and through which edge. Taken from credentials, never from a body. */
export interface Caller {
  credentials: BackstageCredentials;
  actor: string;
  kind: 'user' | 'service';
  via: 'rest' | 'scaffolder' | 'agent';
  request?: Request;
}
