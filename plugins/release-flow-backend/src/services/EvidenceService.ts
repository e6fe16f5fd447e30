import type {
  Accepted,
  ChecklistRequest,
  OverrideRequest,
} from 'backstage-plugin-release-flow-common';
import type { OperationRecord, Stores } from '../database';
import { actOf, calledOf } from '../policy/gatedOperations';
import type { ChecklistConfig } from '../policy/gateSchemas';
import type { Access, Caller } from './Access';
import { openPromotion, type OpenPromotion } from './openPromotion';
import { accepted, type OperationWriter } from './OperationWriter';
import { badField, refuse } from './refuse';

/** What people do about a promotion's gates besides deciding: tick items, let a gate pass. */
export class EvidenceService {
  constructor(
    private readonly stores: Stores,
    private readonly access: Access,
    private readonly writer: OperationWriter,
  ) {}

  async tick(
    caller: Caller,
    id: string,
    request: ChecklistRequest,
  ): Promise<Accepted> {
    const { checklist, item: itemId } = request;
    const meta = { promotion: id, checklist, item: itemId };
    return this.access.audited(caller, 'tick', meta, async () => {
      const opened = await this.open(caller, id);
      const { operation } = opened;
      const config = requireChecklist(operation, checklist);
      await this.requireTicker(caller, opened, config);
      if (!['waiting', 'verifying'].includes(operation.state)) {
        throw refuse(
          'not-waiting',
          `${calledOf(operation)} is ${operation.state}; its checklists are closed.`,
        );
      }
      const item = requireItem(config, request);
      const at = await this.now();
      await this.stores.transaction(async stores => {
        await stores.checklists.add({
          operationId: id,
          serviceRef: operation.serviceRef,
          artifactKey: operation.artifactKey,
          checklist,
          item: item.id,
          text: item.text,
          state: request.state,
          evidence: request.evidence || null,
          actor: caller.actor,
          at,
        });
        await stores.audit.append({
          chain: operation.serviceRef,
          at,
          actor: caller.actor,
          type: `${operation.kind}.ticked`,
          operationId: id,
          data: { ...request, text: item.text },
        });
        await stores.operations.markDue([id], at);
      });
      return this.answer(operation);
    });
  }

  /** Lets one gate of this plan pass while it says what it says now. */
  async override(
    caller: Caller,
    id: string,
    request: OverrideRequest,
  ): Promise<Accepted> {
    const { gate: key, reason, planHash } = request;
    const meta = { promotion: id, gate: key };
    return this.access.audited(caller, 'override', meta, async () => {
      const { operation, binding, environment } = await this.open(caller, id);
      await this.access.requireAct(caller, binding, environment, 'override');
      if (operation.state !== 'waiting') {
        throw refuse(
          'not-waiting',
          `${calledOf(operation)} is ${operation.state}; no gate stops it.`,
        );
      }
      if (operation.planHash !== planHash) {
        throw refuse(
          'plan-changed',
          'The plan changed since you looked. Look at it again first.',
        );
      }
      const gate = operation.gates.find(it => it.key === key);
      if (!gate) {
        throw badField('gate', `this promotion has no gate '${key}'`);
      }
      if (!gate.about) {
        throw refuse(
          'not-overridable',
          gate.status === 'passed'
            ? `${gate.title} has passed already.`
            : `${gate.title} can't be overridden: ${gate.message}`,
        );
      }
      const at = await this.now();
      const { about } = gate;
      await this.stores.transaction(async stores => {
        await stores.overrides.add({
          operationId: id,
          gate: key,
          about,
          planHash,
          actor: caller.actor,
          reason,
          at,
        });
        await stores.audit.append({
          chain: operation.serviceRef,
          at,
          actor: caller.actor,
          type: `${operation.kind}.overridden`,
          operationId: id,
          data: { gate: key, about, message: gate.message, reason, planHash },
        });
        await stores.operations.markDue([id], at);
      });
      return this.answer(operation);
    });
  }

  private async requireTicker(
    caller: Caller,
    { operation, binding, environment }: OpenPromotion,
    { from }: ChecklistConfig,
  ): Promise<void> {
    if (from) {
      await this.access.requireDecide(caller, binding, environment, from);
      return;
    }
    const act = actOf(operation);
    await this.access.requireAct(caller, binding, environment, act);
  }

  private open(caller: Caller, id: string): Promise<OpenPromotion> {
    return openPromotion(this.stores, this.access, caller, id);
  }

  private async answer(operation: OperationRecord): Promise<Accepted> {
    this.writer.tell(operation);
    return accepted((await this.stores.operations.get(operation.id))!);
  }

  private async now(): Promise<string> {
    return (await this.stores.now()).toISOString();
  }
}

function requireChecklist(
  { plan }: OperationRecord,
  name: string,
): ChecklistConfig {
  const found = [...(plan?.gates ?? []), ...(plan?.verifications ?? [])].find(
    config => config.type === 'checklist' && config.name === name,
  );
  if (found) return found as unknown as ChecklistConfig;
  throw badField('checklist', `this promotion has no checklist '${name}'`);
}

function requireItem(config: ChecklistConfig, request: ChecklistRequest) {
  const item = config.items.find(({ id }) => id === request.item);
  if (!item) {
    throw badField(
      'item',
      `the checklist ${config.name} has no item '${request.item}'`,
    );
  }
  if (item.provenBy) {
    throw refuse(
      'ticks-itself',
      `'${item.text}' is ticked by what proves it, not by people.`,
    );
  }
  if (request.state === 'not-applicable' && !item.notApplicable) {
    throw refuse('always-applies', `'${item.text}' always applies.`);
  }
  if (request.state === 'done' && item.evidence && !request.evidence) {
    throw badField('evidence', `say what was seen for '${item.text}'`);
  }
  return item;
}
