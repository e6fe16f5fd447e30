import type { Allow } from 'backstage-plugin-release-flow-common';
import type { Membership } from '../facts/membership';
import type { DecisionRecord, OperationRecord } from '../database';
import { allowedFor } from '../policy/allowed';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { approvers, signers } from '../policy/deciders';
import { isGuest, type Caller } from './Access';

const FRESH_MS = 30_000;

/** Why the requester may not approve. */
export const OWN_REQUEST = "You asked for it, so you can't approve it";

/**
 * Who may probably do what: hints for pages, from a membership that may be half a minute old.
 * Every act asks `Access`, which reads it afresh.
 */
export class Audience {
  private readonly known = new Map<
    string,
    { at: number; members: Promise<string[]> }
  >();

  constructor(private readonly membership: Membership) {}

  async includes(refs: string[], actor: string): Promise<boolean> {
    if (refs.includes(actor)) return true;
    const lists = await Promise.all(refs.map(ref => this.members(ref)));
    return lists.some(list => list.includes(actor));
  }

  private members(ref: string): Promise<string[]> {
    const known = this.known.get(ref);
    if (known && Date.now() - known.at < FRESH_MS) return known.members;
    const members = this.membership
      .members([ref])
      .then(result => result[ref] ?? [])
      .catch(() => []);
    this.known.set(ref, { at: Date.now(), members });
    return members;
  }

  /** Answers for every environment and act of a binding. */
  async hints(caller: Caller, binding: Binding) {
    const acts: Array<keyof Allow> = [
      ...(['promote', 'rollback', 'ephemeral'] as const),
      ...(['hold', 'override', 'emergency', 'resolve'] as const),
      ...(['apply', 'operate'] as const),
    ];
    const allowed = new Set<string>();
    if (caller.kind === 'user' && !isGuest(caller.actor)) {
      await Promise.all(
        binding.environments.flatMap(environment =>
          acts.map(async act => {
            const refs = allowedFor(binding, environment, act);
            if (await this.includes(refs, caller.actor)) {
              allowed.add(`${environment.id}:${act}`);
            }
          }),
        ),
      );
    }
    const owner = binding.service.owner ? [binding.service.owner] : [];
    const mayRelease =
      caller.kind === 'user' && (await this.includes(owner, caller.actor));
    return {
      mayAct: (environment: BoundEnvironment, act: keyof Allow) =>
        allowed.has(`${environment.id}:${act}`),
      mayRelease,
    };
  }

  /** Whether a waiting promotion waits for this person's approval, and why not. */
  async mayApprove(
    caller: Caller,
    operation: OperationRecord,
    decisions: DecisionRecord[],
  ): Promise<{ may: boolean; why: string | null }> {
    const no = (why: string) => ({ may: false, why });
    if (operation.state !== 'waiting' || operation.origin === 'external') {
      return no('It does not wait for a decision');
    }
    const gates = approvers(operation.plan);
    if (gates.length === 0) return no('It needs no approval');
    if (caller.kind !== 'user') return no('Only a person can decide');
    const from = gates.flatMap(gate => gate.from);
    if (!(await this.includes(from, caller.actor))) {
      return no(`Deciding is for ${from.join(', ')}`);
    }
    if (hasDecided(caller, operation, decisions, '')) {
      return no('You have decided already');
    }
    const self = gates.some(gate => gate.preventSelfApproval);
    if (self && operation.requestedBy === caller.actor) {
      return no(OWN_REQUEST);
    }
    return { may: true, why: null };
  }

  /** Names of the sign-offs that this person may still give. */
  async maySignOff(
    caller: Caller,
    operation: OperationRecord,
    decisions: DecisionRecord[],
  ): Promise<string[]> {
    if (operation.state !== 'waiting' || caller.kind !== 'user') return [];
    const names: string[] = [];
    for (const [name, gate] of signers(operation.plan)) {
      if (hasDecided(caller, operation, decisions, name)) continue;
      const isOwn = operation.requestedBy === caller.actor;
      if (isOwn && gate.preventSelfApproval) continue;
      if (await this.includes(gate.from, caller.actor)) names.push(name);
    }
    return names;
  }
}

function hasDecided(
  caller: Caller,
  operation: OperationRecord,
  decisions: DecisionRecord[],
  gate: string,
): boolean {
  return decisions.some(
    decision =>
      decision.operationId === operation.id &&
      decision.planHash === operation.planHash &&
      decision.actor === caller.actor &&
      decision.gate === gate,
  );
}
