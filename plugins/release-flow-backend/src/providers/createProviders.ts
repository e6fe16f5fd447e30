import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import type {
  RegistryLoginProvider,
  TargetProvider,
  VerificationProvider,
} from 'backstage-plugin-release-flow-node';
import { AzureAppServiceTarget } from './azure/AzureAppServiceTarget';
import { AzureClients } from './azure/AzureClients';
import { readAzureConfig } from './azure/azureConfig';
import { GithubCodeHost } from './github/GithubCodeHost';
import { GithubConnections } from './github/GithubConnections';
import { GithubEffects } from './github/GithubEffects';
import { GithubDeploymentNotes } from './github/GithubDeploymentNotes';
import { GithubGit } from './github/GithubGit';
import { GithubPulls } from './github/GithubPulls';
import { GithubReader } from './github/GithubReader';
import { GithubSettings } from './github/GithubSettings';
import type { CodeHostDeployments } from './deploymentTypes';
import type { CodeHostGit } from './gitTypes';
import type { CodeHostPulls } from './pullTypes';
import { HostRules } from './http/hostRules';
import { HttpSiteTarget } from './httpSite/HttpSiteTarget';
import { readHttpDecision } from './http/readHttpDecision';
import { SafeHttpProbe } from './http/SafeHttpProbe';
import { OciRegistry } from './oci/OciRegistry';
import type {
  CodeHost,
  CodeHostEffects,
  CodeHostSettings,
  HttpDecisions,
  HttpProbe,
  ImageRegistry,
} from './types';
import { digestLiveVerification } from './verifications/digestLiveVerification';
import { httpVerification } from './verifications/httpVerification';
import { statelessVerification } from './verifications/statelessVerification';
import { warmUpVerification } from './verifications/warmUpVerification';

/** The adapters that come with the plugin. */
export interface OwnProviders {
  codeHost: CodeHost;
  codeHostEffects: CodeHostEffects;
  git: CodeHostGit;
  pulls: CodeHostPulls;
  hostDeployments: CodeHostDeployments;
  codeHostSettings: CodeHostSettings;
  registry: ImageRegistry;
  probe: HttpProbe;
  httpDecisions: HttpDecisions;
  targets: TargetProvider[];
  verifications: VerificationProvider[];
}

/** Reads their configuration, so that a bad one fails the start; nothing is called yet. */
export function createProviders({
  config,
  logger,
  registryLogins,
}: {
  config: Config;
  logger: LoggerService;
  /** Those that modules bring. */
  registryLogins?: RegistryLoginProvider[];
}): OwnProviders {
  const github = GithubConnections.fromConfig(config, logger);
  const reader = new GithubReader(github);
  const azure = new AzureClients(readAzureConfig(config));
  const probe = new SafeHttpProbe(HostRules.fromConfig(config));
  return {
    codeHost: new GithubCodeHost(reader),
    codeHostSettings: new GithubSettings(reader),
    codeHostEffects: new GithubEffects(github),
    git: new GithubGit(github),
    pulls: new GithubPulls(github),
    hostDeployments: new GithubDeploymentNotes(github),
    registry: OciRegistry.fromConfig(config, {
      azureToken: () => azure.registryToken(),
      logins: registryLogins,
    }),
    probe,
    httpDecisions: {
      decide: (url, context) => readHttpDecision(probe, { url }, context),
    },
    targets: [
      new AzureAppServiceTarget(azure, probe),
      new HttpSiteTarget(probe),
    ],
    verifications: [
      httpVerification(probe),
      warmUpVerification(probe),
      digestLiveVerification(),
      statelessVerification(probe),
    ],
  };
}
