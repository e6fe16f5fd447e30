import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import { releaseFlowProvidersExtensionPoint } from 'backstage-plugin-release-flow-node';
import { Alarms } from './alarms/Alarms';
import { alarmsGate } from './alarms/alarmsGate';
import { alarmsVerification } from './alarms/alarmsVerification';
import { AwsClients } from './AwsClients';
import { readAwsConfig } from './awsConfig';
import { ecrLogin } from './ecr/ecrLogin';
import { EcsTarget } from './ecs/EcsTarget';

/** Adds the target `aws-ecs`, and the gate and verification `alarms`. @public */
export const releaseFlowModuleAws = createBackendModule({
  pluginId: 'release-flow',
  moduleId: 'aws',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        providers: releaseFlowProvidersExtensionPoint,
      },
      async init({ config, providers }) {
        const clients = new AwsClients(
          readAwsConfig(config),
          DefaultAwsCredentialsManager.fromConfig(config),
        );
        const alarms = new Alarms(clients);
        providers.addRegistryLogin(ecrLogin(clients));
        providers.addTarget(new EcsTarget(clients, alarms));
        providers.addGate(alarmsGate(alarms));
        providers.addVerification(alarmsVerification(alarms));
      },
    });
  },
});
