import type {
  ContainerDefinition,
  Tag,
  TaskDefinition,
} from '@aws-sdk/client-ecs';

/** A task definition and what it is tagged with. */
export interface Definition {
  arn: string;
  definition: TaskDefinition;
  tags: Tag[];
}

/** `shop-prd:42` of an ARN that ends so. */
export function shortArn(arn: string | undefined): string {
  return arn?.split('/').at(-1) ?? 'nothing';
}

export function containerOf(
  { definition }: Definition,
  name: string,
): ContainerDefinition | undefined {
  return definition.containerDefinitions?.find(it => it.name === name);
}
