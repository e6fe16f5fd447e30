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

type Conditions = Parameters<typeof createEnvironmentConditionalDecision>[1];

/** Where the conditions hold, of an environment. */
const where = (
  { permission }: PolicyQuery,
  conditions: Conditions,
): PolicyDecision =>
  isResourcePermission(permission, RESOURCE_TYPE_ENVIRONMENT)
    ? (createEnvironmentConditionalDecision(
        permission,
        conditions,
      ) as PolicyDecision)
    : deny;

const {
  isEnvironmentAccessible,
  isEnvironmentDecider,
  isEnvironmentGivenTo,
  isEnvironmentOfTier,
  isEnvironmentOwner,
} = environmentConditions;

/** Free outside production; in production only where one of these owns the service. */
const ownedInProduction = (owners: string[]): Conditions => ({
  anyOf: [
    { not: isEnvironmentOfTier({ values: ['production'] }) },
    isEnvironmentOwner({ claims: owners }),
  ],
});

/**
 * Whoever is signed in may look and move things where nobody is hurt. Production is for the team, its
 * approvals for the team's leads, its testers, who is on call and whom its gates ask, and getting
 * round a gate for the platform team. Where a flow says who has access, reading and promoting is for
 * these. Flows narrow it down.
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
      if (isOneOf(PLATFORM, AUDIT)) return allow;
      // Whoever is asked has to see what about; leads see all of what their team owns.
      return where(query, {
        anyOf: [
          isEnvironmentAccessible({ claims: refs }),
          isEnvironmentDecider({ claims: refs }),
          isEnvironmentOwner({ claims: ledBy(refs) }),
        ],
      });
    }
    if (
      asks(
        environmentPromotePermission,
        environmentRollbackPermission,
        environmentOperatePermission,
      )
    ) {
      // The flow says who has access; where it names nobody, production is for the team.
      return where(query, {
        anyOf: [
          isEnvironmentGivenTo({ claims: refs }),
          {
            allOf: [
              isEnvironmentAccessible({ claims: refs }),
              ownedInProduction(team),
            ],
          },
        ],
      });
    }
    if (asks(environmentApprovePermission)) {
      return where(query, {
        anyOf: [
          ownedInProduction(teamsOf(refs, VOICES)),
          isEnvironmentDecider({ claims: refs }),
        ],
      });
    }
    if (asks(environmentHoldPermission) && !isOneOf(PLATFORM)) {
      return where(query, ownedInProduction(ledBy(refs)));
    }
    if (asks(environmentOverridePermission, environmentApplyPermission)) {
      return isOneOf(PLATFORM) ? allow : where(query, ownedInProduction([]));
    }
    if (asks(environmentEphemeralPermission)) {
      return where(query, ownedInProduction([]));
    }
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
