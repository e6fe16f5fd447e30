import type {
  AuditorService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError, toError } from '@backstage/errors';
import {
  AuthorizeResult,
  type BasicPermission,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  environmentApplyPermission,
  environmentApprovePermission,
  environmentEphemeralPermission,
  environmentHoldPermission,
  environmentOperatePermission,
  environmentOverridePermission,
  environmentPromotePermission,
  environmentRollbackPermission,
  serviceRejectPermission,
  serviceReleasePermission,
  type Allow,
} from 'backstage-plugin-release-flow-common';
import type { Membership } from '../facts/membership';
import { allowedFor } from '../policy/allowed';
import type { Binding, BoundEnvironment } from '../policy/binding';
import type { Caller } from './Caller';
import { ReadAccess } from './ReadAccess';

export type { Caller } from './Caller';

export type EnvironmentAct = keyof Allow;

const PERMISSIONS: Record<EnvironmentAct, ResourcePermission> = {
  promote: environmentPromotePermission,
  rollback: environmentRollbackPermission,
  ephemeral: environmentEphemeralPermission,
  approve: environmentApprovePermission,
  hold: environmentHoldPermission,
  override: environmentOverridePermission,
  resolve: environmentOverridePermission,
  apply: environmentApplyPermission,
  operate: environmentOperatePermission,
  emergency: environmentPromotePermission,
};

/** The one authorising layer: permission framework, then the flow's own list, then the audit. */
export class Access extends ReadAccess {
  constructor(
    permissions: PermissionsService,
    private readonly membership: Membership,
    private readonly auditor: AuditorService,
    private readonly automation: string[],
  ) {
    super(permissions);
  }

  /** Runs an act with its audit event; a refusal is audited as well. */
  async audited<T>(
    caller: Caller,
    eventId: string,
    meta: Record<string, string | undefined>,
    work: () => Promise<T>,
  ): Promise<T> {
    const event = await this.auditor.createEvent({
      eventId,
      severityLevel: 'medium',
      request: caller.request,
      meta: { ...meta, actor: caller.actor, via: caller.via },
    });
    try {
      const result = await work();
      await event.success();
      return result;
    } catch (error) {
      await event.fail({ error: toError(error) });
      throw error;
    }
  }

  /** Running the release workflow and publishing: the service's owner. */
  async requireRelease(caller: Caller, binding: Binding): Promise<void> {
    this.requireActor(caller);
    const { ref, owner } = binding.service;
    await this.requirePermission(
      caller,
      serviceReleasePermission,
      ref,
      `You may not release ${ref}.`,
    );
    await this.requireAny(
      caller,
      owner ? [owner] : [],
      `Releasing ${binding.service.title} is for its owner, ${owner ?? 'which the catalog does not name'}.`,
    );
  }

  /** Rejecting a release: its owner, by a permission of its own. */
  async requireReject(caller: Caller, binding: Binding): Promise<void> {
    this.requireActor(caller);
    const { ref, owner, title } = binding.service;
    await this.requirePermission(
      caller,
      serviceRejectPermission,
      ref,
      `You may not reject releases of ${title}.`,
    );
    await this.requireAny(
      caller,
      owner ? [owner] : [],
      `Rejecting releases of ${title} is for its owner, ${owner ?? 'which the catalog does not name'}.`,
    );
  }

  async requireAct(
    caller: Caller,
    binding: Binding,
    environment: BoundEnvironment,
    act: EnvironmentAct,
  ): Promise<void> {
    this.requireActor(caller);
    const title = environment.title ?? environment.id;
    await this.requirePermission(
      caller,
      PERMISSIONS[act],
      `${binding.service.ref}#${environment.id}`,
      `Your permissions do not let you ${act} in ${title} of ${binding.service.title}.`,
    );
    const allowed = allowedFor(binding, environment, act);
    await this.requireAny(
      caller,
      allowed,
      allowed.length > 0
        ? `To ${act} in ${title} is for ${allowed.join(', ')}.`
        : `Nobody may ${act} in ${title}: the flow names nobody.`,
    );
  }

  /** Why the caller may not act, or `undefined`; for saying it beforehand. */
  async denial(
    caller: Caller,
    binding: Binding,
    environment: BoundEnvironment,
    act: EnvironmentAct,
  ): Promise<string | undefined> {
    try {
      await this.requireAct(caller, binding, environment, act);
      return undefined;
    } catch (error) {
      if (error instanceof NotAllowedError) return error.message;
      throw error;
    }
  }

  /** Reviewing in GitHub, which knows its own reviewers: a person, by permission. */
  async requireReview(
    caller: Caller,
    binding: Binding,
    environment: BoundEnvironment,
  ): Promise<void> {
    requirePerson(caller);
    await this.requirePermission(
      caller,
      environmentApprovePermission,
      `${binding.service.ref}#${environment.id}`,
      `Your permissions do not let you decide in ${environment.title ?? environment.id}.`,
    );
  }

  /** Deciding: a person, by permission; the gate's own groups say whose voice counts. */
  async requireDecide(
    caller: Caller,
    binding: Binding,
    environment: BoundEnvironment,
    from: string[],
  ): Promise<void> {
    await this.requireReview(caller, binding, environment);
    await this.requireAny(
      caller,
      from,
      `Deciding here is for ${from.join(', ') || 'nobody: this promotion needs no approval'}.`,
    );
  }

  /** A permission that is about no resource. */
  async requireBasic(
    caller: Caller,
    permission: BasicPermission,
    message: string,
  ): Promise<void> {
    this.requireActor(caller);
    const [decision] = await this.permissions.authorize([{ permission }], {
      credentials: caller.credentials,
    });
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(message);
    }
  }

  /** Why the caller lacks a permission that is about no resource, or `undefined`. */
  async denialOf(
    caller: Caller,
    permission: BasicPermission,
  ): Promise<string | undefined> {
    try {
      await this.requireBasic(caller, permission, permission.name);
      return undefined;
    } catch (error) {
      if (error instanceof NotAllowedError) return error.message;
      throw error;
    }
  }

  private requireActor(caller: Caller): void {
    const known =
      caller.kind === 'user'
        ? !isGuest(caller.actor)
        : this.automation.includes(caller.actor);
    if (!known) {
      throw new NotAllowedError(
        caller.kind === 'user'
          ? 'A guest may only look. Sign in.'
          : `${caller.actor} is not listed in releaseFlow.automation.`,
      );
    }
  }

  private async requireAny(
    caller: Caller,
    refs: string[],
    message: string,
  ): Promise<void> {
    if (caller.kind === 'service') return;
    if (refs.includes(caller.actor)) return;
    const members = await this.membership.members(refs);
    if (Object.values(members).some(list => list.includes(caller.actor))) {
      return;
    }
    throw new NotAllowedError(message);
  }
}

function requirePerson(caller: Caller): void {
  if (caller.kind !== 'user' || isGuest(caller.actor)) {
    throw new NotAllowedError('Only a signed-in person can decide.');
  }
}

export function isGuest(actor: string): boolean {
  return /^user:[^/]+\/guest$/.test(actor);
}
