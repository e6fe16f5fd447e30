import type { Entity } from '@backstage/catalog-model';

/**
 * Values of an entity under a dotted key, as the catalog's filters read it: annotation names may
 * hold dots, and `relations.ownedBy` gives the targets.
 */
function valuesAt(value: unknown, key: string): unknown[] {
  if (key === '') return Array.isArray(value) ? value : [value];
  if (typeof value !== 'object' || value === null) return [];
  const parts = key.split('.');
  for (let taken = parts.length; taken > 0; taken--) {
    const name = parts.slice(0, taken).join('.');
    const rest = parts.slice(taken).join('.');
    if (Object.hasOwn(value, name)) {
      return valuesAt((value as Record<string, unknown>)[name], rest);
    }
  }
  return [];
}

function valuesOf(entity: Entity, key: string): string[] {
  const [head, ...rest] = key.split('.');
  const values =
    head === 'relations'
      ? (entity.relations ?? [])
          .filter(relation => relation.type === rest.join('.'))
          .map(relation => relation.targetRef)
      : valuesAt(entity, key);
  return values
    .filter(value => ['string', 'number', 'boolean'].includes(typeof value))
    .map(value => String(value).toLowerCase());
}

/** First condition of a flow's `appliesTo` that an entity does not meet. */
export function unmetCondition(
  appliesTo: Record<string, string | string[]>,
  entity: Entity,
): { key: string; wanted: string[] } | undefined {
  for (const [key, value] of Object.entries(appliesTo)) {
    const wanted = [value].flat();
    const found = valuesOf(entity, key);
    if (!wanted.some(item => found.includes(item.toLowerCase()))) {
      return { key, wanted };
    }
  }
  return undefined;
}
