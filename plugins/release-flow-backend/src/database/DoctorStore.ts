import type { DoctorFinding } from 'backstage-plugin-release-flow-common';
import type { Knex } from 'knex';
import { claimDue, type Lease } from './leases';
import { createMapping } from './mapping';
import type { DoctorLookRecord } from './records';
import type { ServiceQuery } from './ServiceStore';

const mapping = createMapping<DoctorLookRecord>({
  json: ['findings', 'looked', 'unread'],
});
const NOTHING = { findings: [], looked: [], unread: [], failures: 0 };
const EXAMPLES = 5;

export interface FindingCount {
  code: string;
  severity: DoctorFinding['severity'];
  count: number;
  services: Array<{ ref: string; title: string }>;
}

type OfFlow = { flow: string; restrict?: ServiceQuery['restrict'] };

/** What the doctor saw last, of services and of flows. */
export class DoctorStore {
  constructor(private readonly knex: Knex) {}

  async get(subjectRef: string): Promise<DoctorLookRecord | undefined> {
    const row = await this.knex('doctor_looks')
      .where({ subject_ref: subjectRef })
      .first();
    return row && mapping.fromRow(row);
  }

  /** Every service and flow gets a row, those that are gone lose theirs, and what was bound anew is due again. */
  async follow(dueAt: string): Promise<void> {
    const { knex } = this;
    const empty = '[]';
    const add = (kind: string, from: string) =>
      knex.raw(
        `insert into doctor_looks (subject_ref, kind, due_at, findings, looked, unread, failures)
         select ref, ?, ?, ?, ?, ?, 0 from ${from}
         where not exists (select 1 from doctor_looks where subject_ref = ref)
         on conflict do nothing`,
        [kind, dueAt, empty, empty, empty],
      );
    await add(
      'service',
      '(select ref from services where removed_at is null) as bound',
    );
    await add('flow', '(select ref from flows) as declared');
    const gone = knex('doctor_looks')
      .select('subject_ref')
      .where(query =>
        query
          .where(service =>
            service
              .where('kind', 'service')
              .whereNotExists(
                knex('services')
                  .select(knex.raw('1'))
                  .whereRaw('services.ref = doctor_looks.subject_ref')
                  .whereNull('removed_at'),
              ),
          )
          .orWhere(flow =>
            flow
              .where('kind', 'flow')
              .whereNotExists(
                knex('flows')
                  .select(knex.raw('1'))
                  .whereRaw('flows.ref = doctor_looks.subject_ref'),
              ),
          ),
      );
    await knex('doctor_findings').whereIn('subject_ref', gone.clone()).delete();
    await knex('doctor_looks').whereIn('subject_ref', gone).delete();
    await knex('doctor_looks')
      .where('due_at', '>', dueAt)
      .whereExists(
        knex('services')
          .select(knex.raw('1'))
          .whereRaw('services.ref = doctor_looks.subject_ref')
          .whereRaw('services.bound_at > doctor_looks.looked_at'),
      )
      .update({ due_at: dueAt });
  }

  /** Somebody wants a look now. */
  async ask(
    subjectRef: string,
    kind: DoctorLookRecord['kind'],
    at: string,
  ): Promise<void> {
    const asked = { subjectRef, kind, askedAt: at, dueAt: at };
    await this.knex('doctor_looks')
      .insert(mapping.toRow({ ...NOTHING, ...asked }))
      .onConflict('subject_ref')
      .merge({ asked_at: at, due_at: at });
  }

  /** Due ones; only those that somebody asked for, when the background has to wait. */
  async claimDue(
    lease: Lease,
    askedOnly: boolean,
  ): Promise<DoctorLookRecord[]> {
    const rows = await claimDue(
      this.knex,
      'doctor_looks',
      ['subject_ref'],
      lease,
      askedOnly ? query => query.whereNotNull('asked_at') : undefined,
    );
    return rows.map(mapping.fromRow);
  }

  /** False when the lease ran out and somebody else looks. */
  async extendLease(
    { subjectRef }: DoctorLookRecord,
    token: string,
    until: string,
  ): Promise<boolean> {
    const count = await this.knex('doctor_looks')
      .where({ subject_ref: subjectRef, lease_token: token })
      .update({ lease_until: until });
    return count === 1;
  }

  /** A look that was asked for meanwhile stays due. */
  async finish(
    record: DoctorLookRecord,
    token: string,
    result: Partial<DoctorLookRecord> & { dueAt: string },
  ): Promise<void> {
    const { dueAt, ...rest } = result;
    const { knex } = this;
    const isSame = 'case when due_at = ? then';
    await knex.transaction(async trx => {
      const count = await trx('doctor_looks')
        .where({ subject_ref: record.subjectRef, lease_token: token })
        .update({
          ...mapping.toRow(rest),
          asked_at: trx.raw(`${isSame} null else asked_at end`, [record.dueAt]),
          due_at: trx.raw(`${isSame} ? else due_at end`, [record.dueAt, dueAt]),
          lease_token: null,
          lease_until: null,
        });
      if (count === 0 || !result.findings) return;
      await trx('doctor_findings')
        .where({ subject_ref: record.subjectRef })
        .delete();
      const kinds = new Map(
        result.findings.map(({ code, severity }) => [
          `${code} ${severity}`,
          { subject_ref: record.subjectRef, code, severity },
        ]),
      );
      if (kinds.size > 0) {
        await trx('doctor_findings').insert([...kinds.values()]);
      }
    });
  }

  /** How many services of a flow were looked at, and how many of these are well. */
  async countOfFlow(query: OfFlow): Promise<{ looked: number; well: number }> {
    const looked = () =>
      this.services(query)
        .join('doctor_looks', 'doctor_looks.subject_ref', 'services.ref')
        .whereNotNull('doctor_looks.looked_at');
    const counted = async (select: Knex.QueryBuilder) =>
      Number((await select.count({ count: '*' }).first())?.count ?? 0);
    const all = await counted(looked());
    const ill = await counted(
      looked().whereExists(
        this.knex('doctor_findings')
          .select(this.knex.raw('1'))
          .whereRaw('doctor_findings.subject_ref = services.ref')
          .whereIn('severity', ['error', 'warning']),
      ),
    );
    return { looked: all, well: all - ill };
  }

  /** Which findings services of a flow have, the most frequent first. */
  async findingsOfFlow(query: OfFlow): Promise<FindingCount[]> {
    const { knex } = this;
    const found = this.services(query)
      .join('doctor_findings', 'doctor_findings.subject_ref', 'services.ref')
      .select(
        'doctor_findings.code',
        'doctor_findings.severity',
        'services.ref',
        'services.title',
        knex.raw('count(*) over (partition by code, severity) as found'),
        knex.raw(
          'row_number() over (partition by code, severity order by services.title, services.ref) as place',
        ),
      );
    const rows: Array<Record<string, any>> = await knex
      .from(found.as('found'))
      .where('place', '<=', EXAMPLES)
      .orderBy([
        { column: 'found', order: 'desc' },
        { column: 'code' },
        { column: 'place' },
      ])
      .limit(EXAMPLES * 100);
    const counts = new Map<string, FindingCount>();
    for (const { code, severity, found: count, ref, title } of rows) {
      const key = `${code} ${severity}`;
      const known: FindingCount = counts.get(key) ?? {
        code,
        severity,
        count: Number(count),
        services: [],
      };
      known.services.push({ ref, title });
      counts.set(key, known);
    }
    return [...counts.values()];
  }

  private services({ flow, restrict }: OfFlow): Knex.QueryBuilder {
    const select = this.knex('services')
      .whereNull('services.removed_at')
      .where('services.flow_ref', flow);
    restrict?.(select);
    return select;
  }
}
