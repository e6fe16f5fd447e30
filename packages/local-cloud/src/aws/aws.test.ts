import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as ecr from '@aws-sdk/client-ecr';
import * as ecs from '@aws-sdk/client-ecs';
import { startLocalCloud, type LocalCloud } from '../startLocalCloud';
import { sameShape } from './__testUtils__/sameShape';

const cluster = 'unifocus-prod-cluster';
const service = 'unifocus-prod-api-service';
const family = 'unifocus-prod-api';

describe('AWS, as its own clients see it', () => {
  let cloud: LocalCloud;
  let foreign: string[];
  let options: { region: string; endpoint: string; credentials: any };

  beforeEach(async () => {
    foreign = [];
    cloud = await startLocalCloud({ clockScale: 0.1 });
    options = {
      region: 'eu-west-1',
      endpoint: cloud.urls.aws,
      credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' },
    };
  }, 30_000);
  afterEach(() => cloud.close());

  const ecsClient = () => new ecs.ECSClient({ ...options, maxAttempts: 1 });
  const control = async (path: string, body: object, method = 'POST') => {
    const answer = await fetch(`${cloud.urls.control}${path}`, {
      method,
      body: JSON.stringify(body),
    });
    expect(answer.ok).toBe(true);
  };
  const advance = (seconds: number) => control('/clock', { advance: seconds });
  const described = async () => {
    const answer = await ecsClient().send(
      new ecs.DescribeServicesCommand({ cluster, services: [service] }),
    );
    return answer.services![0];
  };
  const revisionOf = (arn: string | undefined) => arn?.split('/').at(-1);

  /** Sends it on the wire as the client would, and holds the raw answer against the model. */
  async function conforms(
    target: string,
    operation: readonly unknown[],
    input: object,
  ) {
    const answer = await fetch(cloud.urls.aws, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': target,
        authorization:
          'AWS4-HMAC-SHA256 Credential=AKIALOCAL/20260101/eu-west-1/ecs/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify(input),
    });
    const body = await answer.json();
    expect({ target, status: answer.status, body }).toMatchObject({
      status: 200,
    });
    const [, , , , , output] = operation;
    foreign.push(...sameShape(output, body));
    return body;
  }
  const ECS = 'AmazonEC2ContainerServiceV20141113';

  it('answers nothing that the models of the services do not have', async () => {
    const { taskDefinition } = await described();
    const { taskArns } = await conforms(`${ECS}.ListTasks`, ecs.ListTasks$, {
      cluster,
      serviceName: service,
    });
    const { serviceDeployments } = await conforms(
      `${ECS}.ListServiceDeployments`,
      ecs.ListServiceDeployments$,
      { cluster, service },
    );
    const [{ serviceDeploymentArn, targetServiceRevisionArn }] =
      serviceDeployments;
    const { taskDefinition: current } = await conforms(
      `${ECS}.DescribeTaskDefinition`,
      ecs.DescribeTaskDefinition$,
      { taskDefinition, include: ['TAGS'] },
    );
    const calls: [string, readonly unknown[], object][] = [
      ['DescribeClusters', ecs.DescribeClusters$, { clusters: [cluster, 'x'] }],
      [
        'DescribeServices',
        ecs.DescribeServices$,
        { cluster, services: [service, 'x'] },
      ],
      ['DescribeTasks', ecs.DescribeTasks$, { cluster, tasks: taskArns }],
      [
        'DescribeServiceDeployments',
        ecs.DescribeServiceDeployments$,
        { serviceDeploymentArns: [serviceDeploymentArn] },
      ],
      [
        'DescribeServiceRevisions',
        ecs.DescribeServiceRevisions$,
        { serviceRevisionArns: [targetServiceRevisionArn] },
      ],
      [
        'ListTaskDefinitions',
        ecs.ListTaskDefinitions$,
        { familyPrefix: family, sort: 'DESC' },
      ],
      [
        'RegisterTaskDefinition',
        ecs.RegisterTaskDefinition$,
        {
          family,
          containerDefinitions: current.containerDefinitions,
          tags: [{ key: 'a', value: 'b' }],
        },
      ],
      [
        'TagResource',
        ecs.TagResource$,
        { resourceArn: taskDefinition, tags: [{ key: 'a', value: 'b' }] },
      ],
      ['RunTask', ecs.RunTask$, { cluster, taskDefinition, clientToken: 't' }],
      [
        'UpdateService',
        ecs.UpdateService$,
        { cluster, service, taskDefinition },
      ],
    ];
    for (const [operation, model, input] of calls) {
      await conforms(`${ECS}.${operation}`, model, input);
    }
    await conforms(
      'AmazonEC2ContainerRegistry_V20150921.DescribeImages',
      ecr.DescribeImages$,
      { repositoryName: 'unifocus-api' },
    );
    await conforms(
      'AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken',
      ecr.GetAuthorizationToken$,
      {},
    );
    await control('/aws/alarms/unifocus-prod-cpu', { state: 'ALARM' });
    const watch = 'GraniteServiceVersion20100801';
    await conforms(`${watch}.DescribeAlarms`, cloudWatch.DescribeAlarms$, {});
    await conforms(
      `${watch}.DescribeAlarmHistory`,
      cloudWatch.DescribeAlarmHistory$,
      { AlarmName: 'unifocus-prod-cpu' },
    );
    await conforms('Logs_20140328.FilterLogEvents', logs.FilterLogEvents$, {
      logGroupName: '/ecs/unifocus-prod-api',
    });
    expect(foreign).toEqual([]);
  });

  it('sees that a foreign field is none of the model', () => {
    const [, , , , , output] = ecs.DescribeServices$;
    const odd = { services: [{ serviceName: 5, colour: 'red' }] };
    expect(sameShape(output, odd)).toEqual([
      '.services[0].serviceName is no text',
      '.services[0].colour is not in the model',
    ]);
  });

  it('throws the exceptions that clients know', async () => {
    const client = ecsClient();
    await expect(
      client.send(
        new ecs.DescribeServicesCommand({ cluster: 'x', services: ['y'] }),
      ),
    ).rejects.toBeInstanceOf(ecs.ClusterNotFoundException);
    await expect(
      client.send(new ecs.UpdateServiceCommand({ cluster, service: 'x' })),
    ).rejects.toBeInstanceOf(ecs.ServiceNotFoundException);
    const registry = new ecr.ECRClient(options);
    const images = (repositoryName: string, imageTag: string) =>
      registry.send(
        new ecr.DescribeImagesCommand({
          repositoryName,
          imageIds: [{ imageTag }],
        }),
      );
    await expect(images('x', 'y')).rejects.toBeInstanceOf(
      ecr.RepositoryNotFoundException,
    );
    await expect(images('unifocus-api', 'y')).rejects.toBeInstanceOf(
      ecr.ImageNotFoundException,
    );
    await expect(
      new logs.CloudWatchLogsClient(options).send(
        new logs.FilterLogEventsCommand({ logGroupName: 'x' }),
      ),
    ).rejects.toBeInstanceOf(logs.ResourceNotFoundException);
    await control('/aws/services/unifocus-prod-api-service', {
      status: 'INACTIVE',
    });
    await expect(
      client.send(new ecs.UpdateServiceCommand({ cluster, service })),
    ).rejects.toBeInstanceOf(ecs.ServiceNotActiveException);
  });

  it('names what it does not have in failures, with a good status', async () => {
    const { services, failures } = await ecsClient().send(
      new ecs.DescribeServicesCommand({ cluster, services: ['x'] }),
    );
    expect(services).toEqual([]);
    expect(failures).toMatchObject([{ reason: 'MISSING' }]);
    const { MetricAlarms } = await new CloudWatchClient(options).send(
      new cloudWatch.DescribeAlarmsCommand({ AlarmNames: ['x'] }),
    );
    expect(MetricAlarms).toEqual([]);
  });

  it('serves the old tasks until the new ones run', async () => {
    const before = await described();
    const first = `${family}:1`;
    await ecsClient().send(
      new ecs.UpdateServiceCommand({
        cluster,
        service,
        taskDefinition: first,
      }),
    );
    const during = await described();
    expect(revisionOf(during.taskDefinition)).toBe(first);
    expect(during.deployments).toMatchObject([
      { status: 'PRIMARY', rolloutState: 'IN_PROGRESS', runningCount: 0 },
      { status: 'ACTIVE', taskDefinition: before.taskDefinition },
    ]);
    await advance(60);
    expect((await described()).deployments).toMatchObject([
      { status: 'PRIMARY', rolloutState: 'COMPLETED', runningCount: 2 },
    ]);
  });

  it('takes a rollout back whose tasks do not start', async () => {
    const before = await described();
    await control('/aws/services/unifocus-prod-api-service', {
      failRollout: 'Essential container in task exited',
    });
    const client = ecsClient();
    await client.send(
      new ecs.UpdateServiceCommand({
        cluster,
        service,
        taskDefinition: `${family}:1`,
      }),
    );
    for (let look = 0; look < 6; look += 1) await advance(60);
    const { taskDefinition, deployments } = await described();
    expect(taskDefinition).toBe(before.taskDefinition);
    expect(deployments).toMatchObject([{ rolloutState: 'COMPLETED' }]);
    const { serviceDeployments } = await client.send(
      new ecs.ListServiceDeploymentsCommand({ cluster, service }),
    );
    expect(serviceDeployments![0]).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      statusReason: 'ECS deployment circuit breaker: tasks failed to start.',
    });
  });

  it('runs one task for one client token, and tells how it ended', async () => {
    const client = ecsClient();
    await control('/aws/next-task', { exitCode: 3 });
    const run = () =>
      client.send(
        new ecs.RunTaskCommand({
          cluster,
          taskDefinition: family,
          clientToken: 'once',
          startedBy: 'us',
          overrides: {
            containerOverrides: [{ name: 'api', command: ['npx', 'prisma'] }],
          },
        }),
      );
    const [{ tasks }, again] = [await run(), await run()];
    const taskArn = tasks![0].taskArn!;
    expect(again.tasks![0].taskArn).toBe(taskArn);
    await advance(60);
    const { tasks: ended } = await client.send(
      new ecs.DescribeTasksCommand({ cluster, tasks: [taskArn] }),
    );
    expect(ended![0]).toMatchObject({
      lastStatus: 'STOPPED',
      startedBy: 'us',
      containers: [{ name: 'api', exitCode: 3 }],
    });
  });

  it('wants a signature', async () => {
    const answer = await fetch(cloud.urls.aws, {
      method: 'POST',
      headers: { 'x-amz-target': `${ECS}.ListTasks` },
      body: '{}',
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-amzn-errortype')).toBe(
      'MissingAuthenticationTokenException',
    );
  });
});
