import {
  artifactKey,
  isTerminal,
  type Artifact,
} from 'backstage-plugin-release-flow-common';
import type { OperationRecord } from '../../database';
import type { Providers } from '../../facts/Providers';
import { findBrokenLink } from '../../policy/audit';
import { environmentOf } from '../../policy/binding';
import { lockKeys, planHash } from '../../policy/plan';
import { freezeAt } from '../../policy/freezes';
import { COMMIT } from '../bindings';
import type { Harness } from '../harness';
import { LETTERS } from './letters';
import { watchGit } from './watchGit';

const CHANGING = [
  'deploying',
  'waiting-in-github',
  'verifying',
  'rolling-back',
  'attention',
];
const FOREIGN = ['e', 'f'];

/** Thrown when something happened that must never happen. */
export class Violation extends Error {}

function must(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Violation(what);
}

/** Sees every change as it reaches the world, and looks through everything after every event. */
export class Witness {
  readonly providers: Providers;
  /** How often a change took place, by operation and step. */
  readonly landed = new Map<string, number>();
  private readonly ended = new Map<string, string>();
  readonly violations: Error[] = [];

  constructor(
    private readonly harness: Harness,
    private readonly groups: Record<string, string[]>,
  ) {
    const { providers } = harness.context;
    const target = providers.targets.get('fake')!;
    this.providers = {
      ...providers,
      git: watchGit(harness, this),
      targets: new Map([
        [
          'fake',
          {
            ...target,
            deploy: async (change, context) => {
              const { world } = harness;
              await this.allow(change.intentId, change.artifact);
              return this.counted(change.intentId, world.changes, () =>
                target.deploy!(change, context),
              );
            },
          },
        ],
      ]),
    };
  }

  /** Counts what took place, whatever came back of it. */
  async counted<T>(
    intentId: string,
    took: readonly unknown[],
    send: () => Promise<T>,
  ): Promise<T> {
    const before = took.length;
    try {
      return await send();
    } finally {
      const sum = (this.landed.get(intentId) ?? 0) + took.length - before;
      this.landed.set(intentId, sum);
    }
  }

  /** Whether the change may be sent, judged anew and by other means than the engine's. */
  async allow(intentId: string, artifact: Artifact): Promise<void> {
    try {
      const { stores, world } = this.harness;
      const [id, step] = intentId.split(':');
      const operation = (await stores.operations.get(id))!;
      const site = operation.environment!;
      const live = artifactKey(world.live.get(site)!);
      const binding = environmentOf(this.harness.binding, site)!;
      const keys = lockKeys(this.harness.binding, binding, operation.plan!);
      const holders = await stores.locks.holders(keys);
      must(
        holders.length === keys.length && holders.every(it => it === id),
        `${step} is sent without the locks`,
      );
      if (step === 'roll-back') {
        must(operation.state === 'rolling-back', 'rolled back unasked');
        must(operation.intent !== 'rollback', 'a rollback was rolled back');
        must(
          [operation.artifactKey, artifactKey(artifact)].includes(live),
          'rolled back what somebody else deployed',
        );
        return;
      }
      must(operation.state === 'deploying', `sent while ${operation.state}`);
      must(artifactKey(artifact) === operation.artifactKey, 'another artifact');
      await this.allowDeploy(operation, live);
    } catch (error) {
      this.violations.push(error as Error);
      throw error;
    }
  }

  private async allowDeploy(operation: OperationRecord, live: string) {
    const { stores, world } = this.harness;
    const plan = operation.plan!;
    must(planHash(plan) === operation.planHash, 'the hash is of another plan');
    const open = operation.gates.filter(({ status }) => status !== 'passed');
    must(open.length === 0, `sent with open gates: ${open[0]?.code}`);
    const types = operation.gates.map(({ type }) => type);
    for (const { type } of plan.gates)
      must(types.includes(String(type)), `no ${type}`);
    const overrides = (await stores.overrides.ofOperation(operation.id)).filter(
      override => override.planHash === operation.planHash,
    );
    const isOverridden = (gate: string) =>
      overrides.some(override => override.gate === gate);

    const now = (await stores.now()).toISOString();
    const freezes = (await stores.freezes.open(now)).filter(
      freeze =>
        freezeAt(freeze, now).active &&
        (freeze.kind === 'stop-the-line' ||
          (operation.environment === 'prd' && operation.intent !== 'rollback')),
    );
    must(freezes.length === 0 || isOverridden('freeze'), 'sent in a freeze');

    const releases = await stores.releases.byArtifact(
      operation.serviceRef,
      operation.artifactKey!,
    );
    must(!releases.some(({ rejected }) => rejected), 'a rejected release');
    for (const { tag } of releases) {
      const isSame = world.tags.get(tag) === COMMIT(LETTERS[tag]);
      must(isSame || isOverridden('source'), 'a release whose tag was moved');
    }

    const wanted = plan.gates.filter(({ type }) => type === 'approvals');
    const decisions = await stores.decisions.ofOperation(operation.id);
    const voices = (group: string, kind: string) =>
      new Set(
        decisions
          .filter(
            ({ decision, planHash: hash, voided }) =>
              decision === kind && hash === operation.planHash && !voided,
          )
          .map(({ actor }) => actor)
          .filter(
            actor =>
              this.groups[group].includes(actor) &&
              actor !== operation.requestedBy,
          ),
      ).size;
    for (const gate of wanted) {
      must(
        voices('group:default/qfa-leads', 'approve') >= Number(gate.required) ||
          (operation.emergency &&
            voices('group:default/on-call', 'approve') > 0),
        'sent without its approvals',
      );
    }
    if (plan.gates.some(({ type }) => type === 'sign-off')) {
      must(voices('group:default/qa', 'sign-off') > 0, 'sent without sign-off');
    }
    const isForeign = FOREIGN.some(
      letter => live === artifactKey(this.harness.artifact(letter)),
    );
    must(
      !isForeign || (plan.base && artifactKey(plan.base) === live),
      'sent over what somebody else deployed',
    );
    if (operation.origin === 'automation') {
      const record = await stores.environments.get(
        operation.serviceRef,
        operation.environment!,
      );
      must(!record?.hold, 'automation went on while it was held');
    }
  }

  /** Looks through everything. */
  async check(): Promise<void> {
    if (this.violations.length > 0) throw this.violations[0];
    const { stores, binding } = this.harness;
    for (const [intent, count] of this.landed) {
      must(count <= 1, `${intent} took place ${count} times`);
    }
    const operations = await stores.operations.list({
      service: binding.service.ref,
      limit: 500,
    });
    for (const operation of operations) this.stays(operation);
    await this.locked(operations);
    await this.chained(binding.service.ref, operations);
    await this.chained('system', []);
  }

  private stays(operation: OperationRecord) {
    if (!isTerminal(operation.state)) {
      must(!this.ended.has(operation.id), `${operation.id} came to life again`);
      return;
    }
    const { leaseToken, leaseUntil, ...row } = operation as OperationRecord & {
      leaseToken?: string;
      leaseUntil?: string;
    };
    const text = JSON.stringify(row);
    const before = this.ended.get(operation.id);
    must(before === undefined || before === text, 'an end was changed');
    this.ended.set(operation.id, text);
  }

  private async locked(operations: OperationRecord[]) {
    const { stores, binding } = this.harness;
    const wanted = new Map<string, string>();
    for (const operation of operations) {
      if (!CHANGING.includes(operation.state)) continue;
      const environment = environmentOf(binding, operation.environment!)!;
      for (const key of lockKeys(binding, environment, operation.plan!)) {
        must(!wanted.has(key), `two operations change ${key} at once`);
        wanted.set(key, operation.id);
      }
    }
    const rows = await stores.knex('locks');
    const held = new Map(rows.map(row => [row.key, row.operation_id]));
    must(
      held.size === wanted.size &&
        [...wanted].every(([key, id]) => held.get(key) === id),
      'the locks are not those of what is under way',
    );
  }

  private async chained(chain: string, operations: OperationRecord[]) {
    const { stores } = this.harness;
    const events = await stores.audit.ofChain(chain);
    const broken = findBrokenLink(events);
    must(!broken, `the chain ${chain} breaks at ${broken?.seq}`);
    const [head] = await stores.knex('audit_heads').where({ chain });
    const last = events.at(-1);
    must(
      (head?.seq ?? 0) === (last?.seq ?? 0) &&
        (!last || head.hash === last.hash),
      `the head of ${chain} is not its last event`,
    );
    for (const { id, state } of operations) {
      const states = events
        .filter(event => event.operationId === id)
        .map(({ type }) => type.replace('promotion.', ''))
        .map(type =>
          type === 'requested' || type === 'expected' ? 'waiting' : type,
        )
        .filter(
          type => type === state || CHANGING.includes(type) || isEnd(type),
        );
      must(
        states.at(-1) === state,
        `${state}, but the audit says ${states.at(-1)}`,
      );
    }
  }

  /** With nothing under way, what is recorded is what runs, or the difference is shown. */
  async settled(): Promise<void> {
    const { stores, world, binding } = this.harness;
    for (const site of ['staging', 'prd']) {
      const record = await stores.environments.get(binding.service.ref, site);
      const current = await this.harness.current(site);
      const live = artifactKey(world.live.get(site)!);
      must(
        current?.artifactKey === live || record?.drift,
        `${site} runs something else than is recorded, and nobody says so`,
      );
      must(
        current?.artifactKey !== live || !record?.drift,
        `${site} shows a drift that is none`,
      );
    }
  }
}

function isEnd(state: string): boolean {
  return isTerminal(state as OperationRecord['state']) || state === 'waiting';
}
