import type { AuthService } from '@backstage/backend-plugin-api';
import {
  RELATION_HAS_MEMBER,
  RELATION_PARENT_OF,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { GITHUB_LOGIN_ANNOTATION } from 'backstage-plugin-release-flow-common';
import type { CatalogService } from '@backstage/plugin-catalog-node';

const MAX_GROUPS = 200;

const isGroup = (ref: string) => ref.startsWith('group:');

/** Who belongs to a group, descendant groups included, read from catalog relations. */
export interface Membership {
  members(refs: string[]): Promise<Record<string, string[]>>;
  /** The one user with this GitHub login, by the annotation `github.com/user-login`. */
  userOfLogin(login: string): Promise<string | undefined>;
  /** GitHub logins of users, by their refs; those that have none are absent. */
  loginsOf(users: string[]): Promise<Record<string, string>>;
}

export class CatalogMembership implements Membership {
  constructor(
    private readonly catalog: CatalogService,
    private readonly auth: AuthService,
  ) {}

  async members(refs: string[]): Promise<Record<string, string[]>> {
    const known = new Map<string, Entity>();
    await this.load(refs.filter(isGroup), known);
    return Object.fromEntries(
      refs.map(ref => [ref, isGroup(ref) ? collect(ref, known) : [ref]]),
    );
  }

  async userOfLogin(login: string): Promise<string | undefined> {
    const { items } = await this.catalog.queryEntities(
      {
        filter: {
          kind: 'user',
          [`metadata.annotations.${GITHUB_LOGIN_ANNOTATION}`]: login,
        },
        fields: ['kind', 'metadata.namespace', 'metadata.name'],
        limit: 2,
      },
      { credentials: await this.auth.getOwnServiceCredentials() },
    );
    // Two people of one login can't be told apart.
    return items.length === 1 ? stringifyEntityRef(items[0]) : undefined;
  }

  async loginsOf(users: string[]): Promise<Record<string, string>> {
    if (users.length === 0) return {};
    const { items } = await this.catalog.getEntitiesByRefs(
      { entityRefs: users, fields: ['metadata.annotations'] },
      { credentials: await this.auth.getOwnServiceCredentials() },
    );
    return Object.fromEntries(
      users.flatMap((ref, index) => {
        const annotations = items[index]?.metadata?.annotations ?? {};
        const login = annotations[GITHUB_LOGIN_ANNOTATION];
        return login ? [[ref, login]] : [];
      }),
    );
  }

  /** One catalog call per level of the group tree. */
  private async load(refs: string[], known: Map<string, Entity>) {
    let level = refs;
    while (level.length > 0 && known.size < MAX_GROUPS) {
      const { items } = await this.catalog.getEntitiesByRefs(
        {
          entityRefs: level,
          fields: ['kind', 'metadata.namespace', 'metadata.name', 'relations'],
        },
        { credentials: await this.auth.getOwnServiceCredentials() },
      );
      const found = items.filter(item => item !== undefined);
      found.forEach(entity => known.set(stringifyEntityRef(entity), entity));
      level = found
        .flatMap(entity => relationsOf(entity, RELATION_PARENT_OF))
        .filter(ref => !known.has(ref));
    }
  }
}

function relationsOf(entity: Entity, type: string): string[] {
  return (entity.relations ?? [])
    .filter(relation => relation.type === type)
    .map(relation => relation.targetRef);
}

function collect(ref: string, known: Map<string, Entity>): string[] {
  const people = new Set<string>();
  const seen = new Set<string>();
  const visit = (group: string) => {
    const entity = known.get(group);
    if (!entity || seen.has(group)) return;
    seen.add(group);
    relationsOf(entity, RELATION_HAS_MEMBER)
      .filter(member => member.startsWith('user:'))
      .forEach(member => people.add(member));
    relationsOf(entity, RELATION_PARENT_OF).forEach(visit);
  };
  visit(ref);
  return [...people].sort();
}
