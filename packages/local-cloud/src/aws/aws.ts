import type { Cloud } from '../cloud';
import type { Reply, WireRequest } from '../http/wire';
import { header, jsonBody } from '../http/wire';
import type { AwsOperation } from './awsWire';
import { AwsException, awsError, awsReply } from './awsWire';
import { cloudWatchOperations } from './cloudWatch';
import { ecrOperations } from './ecr';
import { definitionOperations } from './ecs/definitions';
import { rolloutOperations } from './ecs/rolloutReads';
import { serviceOperations } from './ecs/services';
import { taskOperations } from './ecs/tasks';
import { logsOperations } from './logs';

/** By the prefix of `X-Amz-Target`, which also tells the service. */
const SERVICES: Record<string, Record<string, AwsOperation>> = {
  AmazonEC2ContainerServiceV20141113: {
    ...serviceOperations,
    ...definitionOperations,
    ...rolloutOperations,
    ...taskOperations,
  },
  AmazonEC2ContainerRegistry_V20150921: ecrOperations,
  GraniteServiceVersion20100801: cloudWatchOperations,
  Logs_20140328: logsOperations,
};

const CHANGES = /^(?:Register|Update|Run|Tag)/;

/** ECS, ECR, CloudWatch and its logs: one endpoint, told apart as AWS tells their operations. */
export function awsHandler(cloud: Cloud): (request: WireRequest) => Reply {
  return request => {
    const [service, operation] = header(request, 'x-amz-target').split('.');
    try {
      const perform = SERVICES[service]?.[operation];
      if (request.method !== 'POST' || !perform) {
        throw new AwsException(
          'UnknownOperationException',
          `No such operation: ${service}.${operation}`,
        );
      }
      const principal = principalOf(request);
      const input = jsonBody(request);
      if (!input) throw new AwsException('SerializationException', 'No JSON');
      const answer = perform({ cloud, input });
      if (CHANGES.test(operation)) {
        cloud.log({
          service: 'aws',
          method: operation,
          path: service,
          status: 200,
          actor: principal,
          body: input,
        });
      }
      return awsReply(request, answer);
    } catch (error) {
      if (!(error instanceof AwsException)) throw error;
      return awsError(request, error);
    }
  };
}

/** The access key that signed; the signature itself is not checked. */
function principalOf(request: WireRequest): string {
  const key =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/[\w-]+\/[\w-]+\/aws4_request,/.exec(
      header(request, 'authorization'),
    )?.[1];
  if (key) return key;
  throw new AwsException(
    'MissingAuthenticationTokenException',
    'Missing Authentication Token',
  );
}
