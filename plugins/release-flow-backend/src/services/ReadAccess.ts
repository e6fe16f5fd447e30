import type { PermissionsService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  type PolicyDecision,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  environmentApprovePermission,
  environmentReadPermission,
  serviceReadPermission,
} from 'backstage-plugin-release-flow-common';
import type { Caller } from './Caller';
import { EnvironmentReads } from './EnvironmentReads';

/** What a caller may see, by the permission framework alone. */
export class ReadAccess {
  constructor(protected readonly permissions: PermissionsService) {}

  async readFilter(caller: Caller): Promise<PolicyDecision> {
    const [decision] = await this.permissions.authorizeConditional(
      [{ permission: serviceReadPermission }],
      { credentials: caller.credentials },
    );
    return decision;
  }

  /** Where the caller may decide, for lists of what waits for decisions. */
  async decideFilter(caller: Caller): Promise<PolicyDecision> {
    const [decision] = await this.permissions.authorizeConditional(
      [{ permission: environmentApprovePermission }],
      { credentials: caller.credentials },
    );
    return decision;
  }

  async requireRead(caller: Caller, serviceRef: string): Promise<void> {
    await this.requirePermission(
      caller,
      serviceReadPermission,
      serviceRef,
      `You may not see ${serviceRef}.`,
    );
  }

  /** Which environments the caller may look into, of services that the caller may see. */
  async environmentReads(caller: Caller): Promise<EnvironmentReads> {
    const [decision] = await this.permissions.authorizeConditional(
      [{ permission: environmentReadPermission }],
      { credentials: caller.credentials },
    );
    return new EnvironmentReads(decision);
  }

  /** Both of the service and of its environment, where there is one. */
  async requireReadIn(
    caller: Caller,
    serviceRef: string,
    environment: string | null,
  ): Promise<void> {
    await this.requireRead(caller, serviceRef);
    if (environment === null) return;
    await this.requirePermission(
      caller,
      environmentReadPermission,
      `${serviceRef}#${environment}`,
      `You may not see what runs in ${environment} of ${serviceRef}. The service's page names who may.`,
    );
  }

  protected async requirePermission(
    caller: Caller,
    permission: ResourcePermission,
    resourceRef: string,
    message: string,
  ): Promise<void> {
    const [decision] = await this.permissions.authorize(
      [{ permission, resourceRef }],
      { credentials: caller.credentials },
    );
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(message);
    }
  }
}
