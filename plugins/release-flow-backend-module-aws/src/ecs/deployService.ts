import type {
  RegisterTaskDefinitionCommandInput,
  Service,
} from '@aws-sdk/client-ecs';
import {
  ProviderError,
  type EffectOutcome,
  type ProviderContext,
  type TargetChange,
} from 'backstage-plugin-release-flow-node';
import { containerOf, type Definition } from './definition';
import type { EcsApi } from './EcsApi';
import type { EcsConfig } from './ecsConfig';
import { holdsImages, wantedImages } from './images';
import { intentTags, isTaggedFor, otherTags } from './intentTags';

/** Revisions among which a rollback looks for the one to go back to. */
const LOOK_BACK = 20;

/**
 * Sets a service to the artifact: by a new revision of its definition, or, on the way back, by the
 * earlier one that had it. Only the last call is a change that matters, and it is sent once.
 */
export async function deployService(
  api: EcsApi,
  { intentId, config, artifact, isRollback }: TargetChange<EcsConfig>,
  context: ProviderContext,
): Promise<{ externalId: string }> {
  const wanted = wantedImages(config, artifact);
  if (context.signal.aborted) {
    throw new ProviderError(
      'unavailable',
      `AWS was not asked to change ${config.service}: the caller gave up before.`,
    );
  }
  const service = await api.service(config, context);
  requireDeployable(config, service);
  const current = await api.definition(config, service.taskDefinition, context);
  requireContainers(config, current, wanted);
  const tags = intentTags(intentId, new Date());
  const earlier = isRollback
    ? await earlierDefinition(api, config, current, wanted, context)
    : undefined;
  if (earlier) await api.tag(config, earlier.arn, tags, context);
  const arn =
    earlier?.arn ??
    (await api.register(config, nextRevision(current, wanted, tags), context));
  await api.setDefinition(config, arn, context);
  return { externalId: arn };
}

/** Happened when the service is set to the artifact, or was to a definition that carries the intent. */
export async function lookupDeployment(
  api: EcsApi,
  { intentId, config, artifact }: TargetChange<EcsConfig>,
  context: ProviderContext,
): Promise<EffectOutcome> {
  const { taskDefinition } = await api.service(config, context);
  const current = await api.definition(config, taskDefinition, context);
  if (holdsImages(current, wantedImages(config, artifact))) return 'happened';
  const arn = await definitionSent(api, config, intentId, context);
  return arn ? 'happened' : 'absent';
}

/** The definition that the service was set to for an intent, also where it was taken back since. */
export async function definitionSent(
  api: EcsApi,
  config: EcsConfig,
  intentId: string,
  context: ProviderContext,
): Promise<string | undefined> {
  const service = await api.service(config, context);
  const current = await api.definition(config, service.taskDefinition, context);
  if (isTaggedFor(current, intentId)) return current.arn;
  const rollouts = await api.rollouts(config, context);
  const revisions = await api.revisions(
    config,
    rollouts.flatMap(it => it.targetServiceRevision?.arn ?? []),
    context,
  );
  for (const rollout of rollouts) {
    const revision = revisions.find(
      it => it.serviceRevisionArn === rollout.targetServiceRevision?.arn,
    );
    if (!revision?.taskDefinition) continue;
    const definition = await api.definition(
      config,
      revision.taskDefinition,
      context,
    );
    if (isTaggedFor(definition, intentId, rollout.createdAt)) {
      return definition.arn;
    }
  }
  return undefined;
}

function requireDeployable(
  { service: name }: EcsConfig,
  service: Service,
): void {
  const refuse = (why: string) => {
    throw new ProviderError('refused', why);
  };
  if (service.status !== 'ACTIVE') {
    refuse(
      `The service ${name} is ${service.status}, so nothing can be deployed to it. Create it again.`,
    );
  }
  const controller = service.deploymentController?.type ?? 'ECS';
  if (controller !== 'ECS') {
    refuse(
      `The service ${name} is deployed by ${controller}, not by ECS itself. Deploy it by a workflow, or give it the deployment controller ECS.`,
    );
  }
}

function requireContainers(
  { service }: EcsConfig,
  current: Definition,
  wanted: Map<string, string>,
): void {
  const missing = [...wanted.keys()].filter(
    name => !containerOf(current, name),
  );
  if (missing.length === 0) return;
  throw new ProviderError(
    'refused',
    `The task definition of ${service} has no container ${missing.join(', ')}. Mend the target’s containers in the flow.`,
  );
}

async function earlierDefinition(
  api: EcsApi,
  config: EcsConfig,
  current: Definition,
  wanted: Map<string, string>,
  context: ProviderContext,
): Promise<Definition | undefined> {
  const family = config.family ?? current.definition.family;
  if (!family) return undefined;
  const arns = await api.definitionsOf(config, family, LOOK_BACK, context);
  for (const arn of arns) {
    if (arn === current.arn) continue;
    const definition = await api.definition(config, arn, context);
    if (holdsImages(definition, wanted)) return definition;
  }
  return undefined;
}

/** A definition as it would be registered again: without what AWS adds to it. */
function nextRevision(
  { definition, tags: before }: Definition,
  wanted: Map<string, string>,
  tags: RegisterTaskDefinitionCommandInput['tags'],
): RegisterTaskDefinitionCommandInput {
  const {
    taskDefinitionArn: _arn,
    revision: _revision,
    status: _status,
    requiresAttributes: _attributes,
    compatibilities: _compatibilities,
    registeredAt: _registeredAt,
    deregisteredAt: _deregisteredAt,
    deleteRequestedAt: _deleteRequestedAt,
    registeredBy: _registeredBy,
    ...kept
  } = definition;
  return {
    ...kept,
    family: definition.family,
    containerDefinitions: definition.containerDefinitions?.map(container => ({
      ...container,
      image: wanted.get(container.name ?? '') ?? container.image,
    })),
    tags: [...otherTags(before), ...(tags ?? [])],
  };
}
