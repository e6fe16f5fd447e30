import { createPermission } from '@backstage/plugin-permission-common';

/** Resource type of a bound service. @public */
export const RESOURCE_TYPE_SERVICE = 'release-flow-service';
/** Resource type of one environment of a service, `<service ref>#<environment id>`. @public */
export const RESOURCE_TYPE_ENVIRONMENT = 'release-flow-environment';

const onService = (
  name: string,
  action: 'read' | 'create' | 'update' | 'delete',
) =>
  createPermission({
    name: `release-flow.service.${name}`,
    attributes: { action },
    resourceType: RESOURCE_TYPE_SERVICE,
  });

const onEnvironment = (name: string, action: 'read' | 'create' | 'update') =>
  createPermission({
    name: `release-flow.environment.${name}`,
    attributes: { action },
    resourceType: RESOURCE_TYPE_ENVIRONMENT,
  });

/** See a service and its releases; what runs where is a permission of each environment. @public */
export const serviceReadPermission = onService('read', 'read');
/** Run the release workflow and publish releases. @public */
export const serviceReleasePermission = onService('release', 'create');
/** Reject a release, or take the rejection back. @public */
export const serviceRejectPermission = onService('reject', 'update');
/**
 * See what runs in an environment, its history, and what is asked for there. That there is such an
 * environment, and what its flow declares of it, is for everyone who may see the service. @public
 */
export const environmentReadPermission = onEnvironment('read', 'read');
/** Ask for a promotion. @public */
export const environmentPromotePermission = onEnvironment('promote', 'create');
/** Ask for a rollback or restore. @public */
export const environmentRollbackPermission = onEnvironment(
  'rollback',
  'create',
);
/** Try a branch. @public */
export const environmentEphemeralPermission = onEnvironment(
  'ephemeral',
  'create',
);
/** Decide a promotion. @public */
export const environmentApprovePermission = onEnvironment('approve', 'update');
/** Apply infrastructure. @public */
export const environmentApplyPermission = onEnvironment('apply', 'update');
/** Hold automation. @public */
export const environmentHoldPermission = onEnvironment('hold', 'update');
/** Override a gate, resolve an unknown outcome. @public */
export const environmentOverridePermission = onEnvironment(
  'override',
  'update',
);
/** Run a runbook that changes something, and read logs. @public */
export const environmentOperatePermission = onEnvironment('operate', 'update');
/** Declare freezes. @public */
export const freezePermission = createPermission({
  name: 'release-flow.freeze',
  attributes: { action: 'update' },
});
/** Read the audit. @public */
export const auditPermission = createPermission({
  name: 'release-flow.audit',
  attributes: { action: 'read' },
});

/** Permissions on a service; `RESOURCE_TYPE_SERVICE`. @public */
export const servicePermissions = [
  serviceReadPermission,
  serviceReleasePermission,
  serviceRejectPermission,
];
/** Permissions on one environment of a service; `RESOURCE_TYPE_ENVIRONMENT`. @public */
export const environmentPermissions = [
  environmentReadPermission,
  environmentPromotePermission,
  environmentRollbackPermission,
  environmentEphemeralPermission,
  environmentApprovePermission,
  environmentApplyPermission,
  environmentHoldPermission,
  environmentOverridePermission,
  environmentOperatePermission,
];
/** Permissions on no resource. @public */
export const basicPermissions = [freezePermission, auditPermission];
/** Every permission of the plugin. @public */
export const releaseFlowPermissions = [
  ...servicePermissions,
  ...environmentPermissions,
  ...basicPermissions,
];
