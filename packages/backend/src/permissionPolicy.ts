import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  isPermission,
  isResourcePermission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import {
  auditPermission,
  environmentApplyPermission,
  environmentApprovePermission,
  environmentEphemeralPermission,
  environmentHoldPermission,
  environmentOperatePermission,
  environmentOverridePermission,
  environmentPromotePermission,
  environmentReadPermission,
  environmentRollbackPermission,
  freezePermission,
  RESOURCE_TYPE_ENVIRONMENT,
} from 'backstage-plugin-release-flow-common';
import {
  createEnvironmentConditionalDecision,
  environmentConditions,
} from 'backstage-plugin-release-flow-node';

const PLATFORM = 'group:default/platform';
const AUDIT = 'group:default/audit';
const LEADS = '-leads';
/** Groups whose voice counts in production: the leads, who tests, who is on call. */
const VOICES = [LEADS, '-qa', '-on-call'];

const allow: PolicyDecision = { result: AuthorizeResult.ALLOW };
const deny: PolicyDecision = { result: AuthorizeResult.DENY };

/** Teams that these groups speak for: the leads of `qfa` are the group `qfa-leads`. */
const teamsOf = (refs: string[], roles: string[]) =>
  roles.flatMap(role =>
    refs
      .filter(ref => ref.endsWith(role))
      .map(ref => ref.slice(0, -role.length)),
  );
const ledBy = (refs: string[]) => teamsOf(refs, [LEADS]);

/**
 * Free outside production; in production only where one of these owns the service. With `access`, only
 * for those whom the flow gives access to the environment, where it names any.
 */
const inProductionFor = (
  owners: string[],
  query: PolicyQuery,
  access: string[] | undefined = undefined,
) => {
  const { permission } = query;
  if (!isResourcePermission(permission, RESOURCE_TYPE_ENVIRONMENT)) return deny;
  const outside = {
    not: environmentConditions.isEnvironmentOfTier({ values: ['production'] }),
  };
  type Conditions = Parameters<typeof createEnvironmentConditionalDecision>[1];
  const place: Conditions = {
    anyOf: [
      outside,
      environmentConditions.isEnvironmentOwner({ claims: owners }),
    ],
  };
  const allowed: Conditions = access
    ? {
        allOf: [
          place,
          environmentConditions.isEnvironmentAccessible({ claims: access }),
        ],
      }
    : place;
  return createEnvironmentConditionalDecision(
    permission,
    allowed,
  ) as PolicyDecision;
};

/** For those whom the flow gives access, where it names any, and for the leads of who owns the service. */
const inSight = (refs: string[], query: PolicyQuery): PolicyDecision => {
  const { permission } = query;
  if (!isResourcePermission(permission, RESOURCE_TYPE_ENVIRONMENT)) return deny;
  return createEnvironmentConditionalDecision(permission, {
    anyOf: [
      environmentConditions.isEnvironmentAccessible({ claims: refs }),
      environmentConditions.isEnvironmentOwner({ claims: ledBy(refs) }),
    ],
  }) as PolicyDecision;
};

/**
 * Whoever is signed in may look, where the flow keeps nobody out, and move things where
 * nobody is hurt. Production is for the team, its approvals for the team's leads, its testers and who
 * is on call, and getting round a gate for the platform team. Flows narrow it down.
 */
export class SamplePolicy implements PermissionPolicy {
  async handle(
    query: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user) return deny;
    const refs = user.info.ownershipEntityRefs;
    const isOneOf = (...groups: string[]) =>
      groups.some(group => refs.includes(group));
    const asks = (...permissions: Array<Parameters<typeof isPermission>[1]>) =>
      permissions.some(permission =>
        isPermission(query.permission, permission),
      );
    const team = [...refs, ...ledBy(refs)];

    if (asks(auditPermission)) return isOneOf(AUDIT, PLATFORM) ? allow : deny;
    if (asks(freezePermission)) return isOneOf(PLATFORM) ? allow : deny;
    if (asks(environmentReadPermission)) {
      return isOneOf(PLATFORM, AUDIT) ? allow : inSight(refs, query);
    }
    if (
      asks(
        environmentPromotePermission,
        environmentRollbackPermission,
        environmentOperatePermission,
      )
    ) {
      return inProductionFor(team, query, refs);
    }
    if (asks(environmentApprovePermission)) {
      return inProductionFor(teamsOf(refs, VOICES), query);
    }
    if (asks(environmentHoldPermission) && !isOneOf(PLATFORM)) {
      return inProductionFor(ledBy(refs), query);
    }
    if (asks(environmentOverridePermission, environmentApplyPermission)) {
      return isOneOf(PLATFORM) ? allow : inProductionFor([], query);
    }
    if (asks(environmentEphemeralPermission)) return inProductionFor([], query);
    return allow;
  }
}

export default createBackendModule({
  pluginId: 'permission',
  moduleId: 'sample-policy',
  register(reg) {
    reg.registerInit({
      deps: { policy: policyExtensionPoint },
      async init({ policy }) {
        policy.setPolicy(new SamplePolicy());
      },
    });
  },
});
