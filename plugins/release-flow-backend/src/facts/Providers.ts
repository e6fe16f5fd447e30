import type {
  DeployerProvider,
  GateProvider,
  TargetProvider,
  VerificationProvider,
} from 'backstage-plugin-release-flow-node';

import type {
  CodeHost,
  CodeHostEffects,
  CodeHostDeployments,
  CodeHostGit,
  CodeHostPulls,
  CodeHostSettings,
  HttpDecisions,
  HttpProbe,
  ImageRegistry,
} from '../providers/types';

/** Every adapter, by the name a flow uses. */
export interface Providers {
  codeHost: CodeHost;
  codeHostEffects: CodeHostEffects;
  git: CodeHostGit;
  pulls: CodeHostPulls;
  hostDeployments: CodeHostDeployments;
  codeHostSettings: CodeHostSettings;
  probe: HttpProbe;
  registry: ImageRegistry;
  httpDecisions: HttpDecisions;
  targets: Map<string, TargetProvider>;
  verifications: Map<string, VerificationProvider>;
  gates: Map<string, GateProvider>;
  deployers: Map<string, DeployerProvider>;
}
