import type { Knex } from 'knex';
import { sortBy } from 'lodash';

export interface TargetClaim {
  targetKey: string;
  serviceRef: string;
  environment: string;
}

/** A target belongs to one service's environment: the first to claim it. */
export class ClaimStore {
  constructor(private readonly knex: Knex) {}

  /** Takes what is free; returns the claims that somebody else holds. */
  async claim(claims: TargetClaim[], at: string): Promise<TargetClaim[]> {
    if (claims.length === 0) return [];
    const ordered = sortBy(claims, 'targetKey');
    await this.knex('target_claims')
      .insert(
        ordered.map(claim => ({
          target_key: claim.targetKey,
          service_ref: claim.serviceRef,
          environment: claim.environment,
          claimed_at: at,
        })),
      )
      .onConflict('target_key')
      .merge(['environment'])
      .where('target_claims.service_ref', claims[0].serviceRef);
    const rows = await this.knex('target_claims').whereIn(
      'target_key',
      claims.map(claim => claim.targetKey),
    );
    return rows
      .filter(row => row.service_ref !== claims[0].serviceRef)
      .map(row => ({
        targetKey: row.target_key,
        serviceRef: row.service_ref,
        environment: row.environment,
      }));
  }

  /** Who holds these targets now. */
  async holders(targetKeys: string[]): Promise<TargetClaim[]> {
    if (targetKeys.length === 0) return [];
    const rows = await this.knex('target_claims').whereIn(
      'target_key',
      targetKeys,
    );
    return rows.map(row => ({
      targetKey: row.target_key,
      serviceRef: row.service_ref,
      environment: row.environment,
    }));
  }

  async ofService(serviceRef: string): Promise<TargetClaim[]> {
    const rows = await this.knex('target_claims')
      .where({ service_ref: serviceRef })
      .orderBy('target_key');
    return rows.map(row => ({
      targetKey: row.target_key,
      serviceRef: row.service_ref,
      environment: row.environment,
    }));
  }

  /** Gives back what a service holds beyond `keep`. */
  async release(serviceRef: string, keep: string[]): Promise<void> {
    await this.knex('target_claims')
      .where({ service_ref: serviceRef })
      .whereNotIn('target_key', keep)
      .delete();
  }

  /** Services that were removed before an instant and still hold targets. */
  async holdersRemovedBefore(instant: string): Promise<string[]> {
    const rows = await this.knex('target_claims')
      .join('services', 'services.ref', 'target_claims.service_ref')
      .where('services.removed_at', '<', instant)
      .distinct('services.ref');
    return rows.map(row => row.ref);
  }
}
