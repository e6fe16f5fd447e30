import type {
  AutomaticDeploy,
  Deployer,
  EnvironmentSpec,
  PathSpec,
  ReleaseFlowSpec,
  RollbackDrillSpec,
} from 'backstage-plugin-release-flow-common';

/** An environment with every bind-time look-up resolved. */
export interface BoundEnvironment extends Omit<
  EnvironmentSpec,
  'target' | 'urls' | 'links'
> {
  rank: number;
  /** The flow dropped it, or means another target by now: what is seen here is not told of it. */
  retired?: true;
  target: { type: string } & Record<string, unknown>;
  targetKey: string;
  /** What is claimed and locked where that is more than one thing. */
  targetKeys?: string[];
  targetName: string;
  urls: Record<string, string>;
  links: Array<{ title: string; url: string }>;
}

/** A service together with the flow it is bound to: all that policy needs to know of both. */
export interface Binding {
  service: {
    ref: string;
    uid: string;
    name: string;
    title: string;
    owner: string | null;
    system: string | null;
    namespace: string;
    tags: string[];
  };
  flow: { ref: string; title: string; revision: string };
  mode: ReleaseFlowSpec['mode'];
  repository: { host: string; slug: string; url: string };
  parameters: Record<string, unknown>;
  source: ReleaseFlowSpec['source'];
  artifacts: Array<{
    component: string;
    image: string | null;
    /** Path of the Dockerfile that a platform builds it from. */
    dockerfile?: string;
    digest: ReleaseFlowSpec['artifacts'][number]['digest'] | null;
  }>;
  environments: BoundEnvironment[];
  paths: PathSpec[];
  infrastructure: ReleaseFlowSpec['infrastructure'] | null;
  docs: ReleaseFlowSpec['docs'] | null;
  /** Bindings made before flows had them say nothing of these. */
  runbooks?: NonNullable<ReleaseFlowSpec['runbooks']>;
  announce?: NonNullable<ReleaseFlowSpec['announce']>;
  protection?: NonNullable<ReleaseFlowSpec['protection']>;
  rollbackDrill?: RollbackDrillSpec;
}

/** Everything that a change of the environment's target changes. */
export function keysOf({
  targetKey,
  targetKeys,
}: Pick<BoundEnvironment, 'targetKey' | 'targetKeys'>): string[] {
  return targetKeys ?? [targetKey];
}

/** The environment, or `undefined` when the flow has none of that id. */
export function environmentOf(
  binding: Binding,
  id: string,
): BoundEnvironment | undefined {
  return binding.environments.find(environment => environment.id === id);
}

/** The environment a promotion began in, as it was then; marked when it is not that any more. */
export function environmentAsBegun(
  begun: Binding,
  current: Binding | null,
  id: string,
): BoundEnvironment | undefined {
  const environment = environmentOf(begun, id);
  if (!environment || !current) return environment;
  const now = environmentOf(current, id);
  return now?.targetKey === environment.targetKey
    ? environment
    : { ...environment, retired: true };
}

/** True when the environment moves by a change we do not make. */
export function isExternal(automatic: AutomaticDeploy | undefined): boolean {
  return automatic?.by === 'external';
}

/** True when a change we did not make may be an ordinary deployment rather than drift. */
export function acceptsForeignChange(environment: BoundEnvironment): boolean {
  const manual: Deployer | undefined = environment.deploy.manual;
  return (
    isExternal(environment.deploy.automatic) ||
    manual?.by === 'workflow' ||
    manual?.by === 'tag' ||
    manual?.by === 'branch' ||
    manual?.by === 'external'
  );
}

/** Repository key as stores use it. */
export function repositoryKey(repository: {
  host: string;
  slug: string;
}): string {
  return `${repository.host}/${repository.slug}`.toLowerCase();
}
