import type {
  ChecklistView,
  PromotionView,
  ServiceState,
} from 'backstage-plugin-release-flow-common';
import type { DecisionRecord, OperationRecord, Stores } from '../database';
import type { Binding } from '../policy/binding';
import type { ChecklistConfig } from '../policy/gateSchemas';
import type { Caller } from './Access';
import { actOf, GATED_KINDS } from '../policy/gatedOperations';
import { OWN_REQUEST, type Audience } from './Audience';
import { mayStopRun } from '../policy/runs';
import { checklistViews } from './views/checklistView';

const asksForVoice = ({ type, status }: OperationRecord['gates'][number]) =>
  ['approvals', 'sign-off'].includes(type) && status !== 'passed';

/** What a reader may do about a promotion: hints for pages; every act asks `Access`. */
export class PromotionHints {
  constructor(
    private readonly stores: Stores,
    private readonly audience: Audience,
  ) {}

  async canOf(
    caller: Caller,
    operation: OperationRecord,
    decisions: DecisionRecord[],
    binding: Binding | null | undefined,
  ): Promise<PromotionView['can']> {
    const approve = await this.audience.mayApprove(
      caller,
      operation,
      decisions,
    );
    const environment = binding?.environments.find(
      ({ id }) => id === operation.environment,
    );
    const hints = binding && (await this.audience.hints(caller, binding));
    const mayAct = (act: Parameters<NonNullable<typeof hints>['mayAct']>[1]) =>
      Boolean(environment && hints?.mayAct(environment, act));
    const acts = mayAct(actOf(operation));
    const waits = operation.state === 'waiting';
    const over = operation.finishedAt !== null;
    const signOff = await this.audience.maySignOff(
      caller,
      operation,
      decisions,
    );
    return {
      approve: approve.may,
      approveMessage: approve.why,
      reject:
        approve.may ||
        signOff.length > 0 ||
        (waits && approve.why === OWN_REQUEST),
      cancel:
        acts &&
        (['requested', 'waiting'].includes(operation.state) ||
          mayStopRun(operation)),
      retry:
        acts &&
        over &&
        operation.kind === 'promotion' &&
        operation.state !== 'succeeded' &&
        operation.origin !== 'external' &&
        operation.intent !== 'ephemeral',
      resolve: operation.state === 'attention' && mayAct('resolve'),
      signOff,
      override: waits && mayAct('override'),
    };
  }

  /** Every checklist of the promotion, with what was ticked and whether the reader may tick. */
  async checklistsOf(
    caller: Caller,
    operation: OperationRecord,
    binding: Binding | null | undefined,
  ): Promise<ChecklistView[]> {
    const { plan, serviceRef, artifactKey } = operation;
    const configs = [
      ...(plan?.gates ?? []),
      ...(plan?.verifications ?? []),
    ].filter(
      ({ type }) => type === 'checklist',
    ) as unknown as ChecklistConfig[];
    if (configs.length === 0) return [];
    const shared = configs
      .filter(({ scope }) => scope === 'artifact')
      .map(({ name }) => name);
    const [own, elsewhere, release] = await Promise.all([
      this.stores.checklists.ofOperation(operation.id),
      artifactKey
        ? this.stores.checklists.ofArtifact(serviceRef, artifactKey, shared)
        : [],
      operation.releaseId
        ? this.stores.releases.get(operation.releaseId)
        : undefined,
    ]);
    const environment = binding?.environments.find(
      ({ id }) => id === operation.environment,
    );
    const hints = binding && (await this.audience.hints(caller, binding));
    const act = actOf(operation);
    const acts = Boolean(environment && hints?.mayAct(environment, act));
    const isOpen = ['waiting', 'verifying'].includes(operation.state);
    const mayTick = new Map<string, boolean>();
    for (const { name, from } of configs) {
      const may = from
        ? caller.kind === 'user' &&
          (await this.audience.includes(from, caller.actor))
        : acts;
      mayTick.set(name, isOpen && may);
    }
    return checklistViews(operation, {
      records: [
        ...elsewhere.filter(({ operationId }) => operationId !== operation.id),
        ...own,
      ],
      release,
      mayTick: name => mayTick.get(name) ?? false,
    });
  }

  /** Of these, what waits for this person's voice. */
  async awaiting(
    caller: Caller,
    operations: OperationRecord[],
  ): Promise<ServiceState['awaitingMe']> {
    const waiting = operations.filter(
      ({ kind, state, gates }) =>
        GATED_KINDS.includes(kind) &&
        state === 'waiting' &&
        gates.some(asksForVoice),
    );
    const decisions = await this.stores.decisions.ofOperations(
      waiting.map(({ id }) => id),
    );
    const mine: ServiceState['awaitingMe'] = [];
    for (const operation of waiting) {
      const { may } = await this.audience.mayApprove(
        caller,
        operation,
        decisions,
      );
      const signOff = await this.audience.maySignOff(
        caller,
        operation,
        decisions,
      );
      const gate = operation.gates.find(
        it =>
          asksForVoice(it) &&
          (it.type === 'approvals'
            ? may
            : signOff.some(name => it.key === `sign-off:${name}`)),
      );
      if (!gate) continue;
      mine.push({
        id: operation.id,
        environment: operation.environment!,
        label: operation.label,
        message: gate.title,
        requestedAt: operation.requestedAt,
      });
    }
    return mine;
  }
}
