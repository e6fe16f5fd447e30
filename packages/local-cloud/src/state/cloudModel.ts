import type { AwsState } from '../aws/awsModel';
import type { RenderService } from '../render/renderModel';
import type { Person, Repository, Token } from './githubModel';

export interface RegistryRepository {
  manifests: Record<string, { mediaType: string; body: string }>;
  tags: Record<string, string>;
}

export interface KeyVaultReference {
  setting: string;
  vault: string;
  secret: string;
  status: string;
}

export interface Site {
  name: string;
  resourceGroup: string;
  /** As configured, for example `DOCKER|host/name@sha256:…`. */
  linuxFxVersion: string;
  healthCheckPath: string;
  settings: Record<string, string>;
  references: KeyVaultReference[];
  state: 'Running' | 'Stopped';
  healthy: boolean;
  /** The next container will not start. */
  failStart: boolean;
  /** Answers `/version` with what runs. */
  tellsVersion: boolean;
  /** What serves requests now; `null` when nothing does. */
  running: { image: string; digest: string; version: string } | null;
  /** A container on its way, due on the work clock. */
  starting: { linuxFxVersion: string; dueAt: number } | null;
  lastModified: number;
  /** Name of its App Service plan, in the same resource group. */
  plan: string;
  httpsOnly: boolean;
  clientAffinity: boolean;
  hasIdentity: boolean;
  /** Client id of the identity assigned to it beside its own. */
  clientId: string | null;
  /** What its container wrote, newest last. */
  output: { at: number; text: string }[];
}

export interface ServicePlan {
  name: string;
  resourceGroup: string;
  sku: string;
  workers: number;
}

/** A site of files behind a CDN. */
export interface StaticSite {
  name: string;
  /** What its files were built from. */
  commit: string;
  version: string;
  /** Sent with every answer. */
  headers: Record<string, string>;
  /** Its page; the usual one when `null`. */
  body: string | null;
  healthy: boolean;
  /** Answers `/version.json` with the commit it serves. */
  tellsVersion: boolean;
  lastModified: number;
}

export interface SiteChange {
  at: number;
  site: string;
  from: string;
  to: string;
  via: 'arm' | 'workflow' | 'control';
  principal: string;
  /** What the client said that it belongs to: a request header, or an input of the run. */
  correlation: string | null;
  /** When its container took over; `null` until then, and when another change came first. */
  liveAt: number | null;
}

export interface LogEntry {
  at: number;
  service: string;
  method: string;
  path: string;
  status: number;
  actor: string;
  body: unknown;
}

export interface Fault {
  id: number;
  service: string;
  match: string | null;
  method: string | null;
  status: number | null;
  latencyMs: number;
  drop: boolean;
  /** Strikes after the service did what was asked: only the answer is lost. */
  after: boolean;
  retryAfter: number | null;
  /** How often it still strikes; `null` for ever. */
  times: number | null;
  /** How likely it is to strike a request that it matches. */
  chance: number;
  /** How often it struck. */
  struck: number;
}

export interface CloudState {
  format: 1;
  createdAt: number;
  nextId: number;
  /** Of the last start, in the order of the services. */
  ports: number[];
  clock: { scale: number; advancedMs: number };
  people: Person[];
  tokens: Record<string, Token>;
  sessions: Record<string, string>;
  oauthCodes: Record<string, { login: string; scopes: string[] }>;
  repositories: Repository[];
  registry: Record<string, RegistryRepository>;
  /** Blob content by digest, as base64. */
  blobs: Record<string, string>;
  subscriptionId: string;
  sites: Site[];
  servicePlans: ServicePlan[];
  staticSites: StaticSite[];
  siteChanges: SiteChange[];
  render: RenderService[];
  aws: AwsState;
  armTokens: Record<string, { principal: string; expiresAt: number }>;
  faults: Fault[];
  log: LogEntry[];
}
