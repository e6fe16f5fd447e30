import type {
  PermissionsService,
  PermissionsServiceRequestOptions,
} from '@backstage/backend-plugin-api';
import { mockCredentials } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  isResourcePermission,
  type AuthorizePermissionRequest,
  type AuthorizePermissionResponse,
  type PermissionCondition,
  type PermissionCriteria,
  type PolicyDecision,
  type QueryPermissionRequest,
} from '@backstage/plugin-permission-common';

/** What the policy says about a permission: yes, no, or where a condition holds. */
export type Decision =
  'allow' | 'deny' | PermissionCriteria<PermissionCondition>;

/**
 * The permission framework with a policy of the test's own. Conditions go to the plugin that owns the
 * resource, over HTTP as the real framework sends them, so that its own rules and loaders answer.
 */
export class PolicyPermissions implements PermissionsService {
  policy: (permission: string) => Decision = () => 'allow';
  pluginUrl = '';
  /** Permissions that were asked for. */
  readonly asked = new Set<string>();

  async authorizeConditional(
    requests: QueryPermissionRequest[],
    _options?: PermissionsServiceRequestOptions,
  ): Promise<PolicyDecision[]> {
    return requests.map(({ permission }) => {
      this.asked.add(permission.name);
      const decision = this.policy(permission.name);
      if (decision === 'allow') return { result: AuthorizeResult.ALLOW };
      if (decision === 'deny' || !isResourcePermission(permission)) {
        return { result: AuthorizeResult.DENY };
      }
      return {
        result: AuthorizeResult.CONDITIONAL,
        pluginId: 'release-flow',
        resourceType: permission.resourceType,
        conditions: decision,
      };
    });
  }

  async authorize(
    requests: AuthorizePermissionRequest[],
    options?: PermissionsServiceRequestOptions,
  ): Promise<AuthorizePermissionResponse[]> {
    const decisions = await this.authorizeConditional(
      requests.map(
        ({ permission }) => ({ permission }) as QueryPermissionRequest,
      ),
      options,
    );
    return Promise.all(
      decisions.map((decision, index) =>
        decision.result === AuthorizeResult.CONDITIONAL
          ? this.applied(decision, requests[index].resourceRef)
          : (decision as AuthorizePermissionResponse),
      ),
    );
  }

  private async applied(
    decision: PolicyDecision,
    resourceRef: string | undefined,
  ): Promise<AuthorizePermissionResponse> {
    const url = `${this.pluginUrl}/.well-known/backstage/permissions/apply-conditions`;
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: mockCredentials.service.header(),
      },
      body: JSON.stringify({
        items: [{ id: 'one', resourceRef, ...decision }],
      }),
    });
    if (!response.ok) throw new Error(await response.text());
    const { items } = (await response.json()) as {
      items: AuthorizePermissionResponse[];
    };
    return { result: items[0].result };
  }
}
