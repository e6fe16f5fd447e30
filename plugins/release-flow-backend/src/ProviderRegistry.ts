import type {
  DeployerProvider,
  GateProvider,
  RegistryLoginProvider,
  ReleaseFlowProvidersExtensionPoint,
  TargetProvider,
  VerificationProvider,
} from 'backstage-plugin-release-flow-node';
import type { z } from 'zod';
import type { Providers } from './facts/Providers';
import { builtInGates } from './policy/gateSchemas';
import type { Installed } from './policy/preparedFlow';
import { builtInVerifications } from './policy/verificationSchemas';
import { cleanTarget } from './providers/cleanTarget';
import type { OwnProviders } from './providers/createProviders';
import { GroupTarget } from './providers/group/GroupTarget';

/** Names that no module can take, since policy or the engine has them. */
const BUILT_IN: Record<string, ReadonlyMap<string, unknown>> = {
  gate: builtInGates,
  verification: builtInVerifications,
};

/** Name to provider. A name that is taken fails the module that brought the second one. */
export class ProviderRegistry {
  private readonly targets = new Map<string, TargetProvider>();
  private readonly verifications = new Map<string, VerificationProvider>();
  private readonly gates = new Map<string, GateProvider>();
  private readonly deployers = new Map<string, DeployerProvider>();
  /** Asked in the order in which modules brought them. */
  readonly registryLogins: RegistryLoginProvider[] = [];
  private own: OwnProviders | undefined;

  extensionPoint(
    report: (error: Error) => void,
  ): ReleaseFlowProvidersExtensionPoint {
    const add = <T extends { type: string }>(
      kind: string,
      map: Map<string, T>,
      provider: T,
    ) => {
      const taken =
        map.has(provider.type) || BUILT_IN[kind]?.has(provider.type);
      if (taken) {
        report(
          new Error(`A ${kind} named '${provider.type}' is installed already`),
        );
        return;
      }
      map.set(provider.type, provider);
    };
    return {
      addTarget: provider => add('target', this.targets, provider),
      addVerification: provider =>
        add('verification', this.verifications, provider),
      addGate: provider => add('gate', this.gates, provider),
      addDeployer: provider => add('deployer', this.deployers, provider),
      addRegistryLogin: provider => void this.registryLogins.push(provider),
    };
  }

  /** What ships with the backend; a module can't take its names. */
  addOwn(own: OwnProviders): void {
    const point = this.extensionPoint(error => {
      throw error;
    });
    point.addTarget(new GroupTarget(this.targets));
    own.targets.forEach(provider => point.addTarget(provider));
    own.verifications.forEach(provider => point.addVerification(provider));
    this.own = own;
  }

  /** What flows may name here, with the schema of each kind. */
  installed(): Installed {
    const schemas = (map: Map<string, { schema: z.ZodType }>) =>
      [...map].map(([type, { schema }]) => [type, schema] as const);
    return {
      targets: this.targets,
      gates: new Map([...builtInGates, ...schemas(this.gates)]),
      verifications: new Map([
        ...builtInVerifications,
        ...schemas(this.verifications),
      ]),
      deployers: new Map(schemas(this.deployers)),
    };
  }

  providers(): Providers {
    if (!this.own) throw new Error('Providers are read before they are added');
    const { codeHost, codeHostEffects, codeHostSettings, probe } = this.own;
    const { git, pulls, hostDeployments, registry, httpDecisions } = this.own;
    return {
      codeHost,
      codeHostEffects,
      codeHostSettings,
      git,
      pulls,
      hostDeployments,
      probe,
      registry,
      httpDecisions,
      targets: new Map(
        [...this.targets].map(([type, target]) => [type, cleanTarget(target)]),
      ),
      verifications: this.verifications,
      gates: this.gates,
      deployers: this.deployers,
    };
  }
}
