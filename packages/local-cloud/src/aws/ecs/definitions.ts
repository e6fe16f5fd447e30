import type { Cloud } from '../../cloud';
import type { EcsDefinition } from '../awsModel';
import type { AwsOperation } from '../awsWire';
import { AwsException, pageOf, seconds } from '../awsWire';
import { definitionArn, nameOf, requireDefinition } from './names';

export const definitionOperations: Record<string, AwsOperation> = {
  DescribeTaskDefinition: ({ cloud, input }) => {
    const definition = requireDefinition(cloud, input.taskDefinition);
    return {
      taskDefinition: definitionJson(cloud, definition),
      ...(input.include?.includes('TAGS') && { tags: definition.tags }),
    };
  },
  ListTaskDefinitions: ({ cloud, input }) => {
    const arns = cloud.state.aws.definitions
      .filter(it => !input.familyPrefix || it.family === input.familyPrefix)
      .sort((a, b) => a.revision - b.revision)
      .map(it => definitionArn(cloud, it));
    const { page, nextToken } = pageOf(
      input.sort === 'DESC' ? arns.reverse() : arns,
      input,
    );
    return { taskDefinitionArns: page, nextToken };
  },
  RegisterTaskDefinition: ({ cloud, input }) => {
    const { family, containerDefinitions, tags = [], ...fields } = input;
    if (!family || !containerDefinitions?.length) {
      throw new AwsException(
        'ClientException',
        'Container.image repository and family must be given.',
      );
    }
    const definition = registerDefinition(cloud, {
      family,
      containers: containerDefinitions,
      tags,
      fields,
    });
    return { taskDefinition: definitionJson(cloud, definition), tags };
  },
  TagResource: ({ cloud, input }) => {
    const definition = requireDefinition(cloud, nameOf(input.resourceArn));
    const keys = input.tags.map((tag: { key: string }) => tag.key);
    definition.tags = [
      ...definition.tags.filter(({ key }) => !keys.includes(key)),
      ...input.tags,
    ];
    return {};
  },
};

export function registerDefinition(
  cloud: Cloud,
  given: Omit<EcsDefinition, 'revision' | 'registeredAt'>,
  registeredAt = cloud.now(),
): EcsDefinition {
  const before = cloud.state.aws.definitions.filter(
    it => it.family === given.family,
  );
  const definition = {
    ...given,
    revision: Math.max(0, ...before.map(it => it.revision)) + 1,
    registeredAt,
  };
  cloud.state.aws.definitions.push(definition);
  cloud.changed();
  return definition;
}

function definitionJson(cloud: Cloud, definition: EcsDefinition) {
  return {
    ...definition.fields,
    taskDefinitionArn: definitionArn(cloud, definition),
    family: definition.family,
    revision: definition.revision,
    containerDefinitions: definition.containers,
    status: 'ACTIVE',
    compatibilities: ['EC2', 'FARGATE'],
    registeredAt: seconds(definition.registeredAt),
    registeredBy: `arn:aws:sts::${cloud.state.aws.account}:assumed-role/deploy/release-flow`,
  };
}
