import type { Plan, PlanChange } from 'backstage-plugin-release-flow-common';
import { isEqual } from 'lodash';
import { gateKeys } from './gates/key';

const MAX_TEXT = 300;
/** The promotion's own id is the same in both. */
const MAX_FIELDS = 50;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Lists of gates and verifications by name, so that one more does not move all the others. */
function named(value: unknown): unknown {
  if (!Array.isArray(value) || value.length === 0) return value;
  if (value.every(item => isObject(item) && typeof item.type === 'string')) {
    const keys = gateKeys(value);
    return Object.fromEntries(value.map((item, index) => [keys[index], item]));
  }
  if (value.every(item => isObject(item) && 'component' in item)) {
    return Object.fromEntries(
      value.map(item => [item.component, item.identity]),
    );
  }
  return value;
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

function difference(
  path: string,
  before: unknown,
  after: unknown,
): PlanChange['fields'] {
  if (isEqual(before, after)) return [];
  const [old, fresh] = [named(before), named(after)];
  if (!isObject(old) || !isObject(fresh)) {
    return [{ field: path, before: textOf(before), after: textOf(after) }];
  }
  const keys = [...new Set([...Object.keys(old), ...Object.keys(fresh)])];
  return keys.flatMap(key =>
    difference(path ? `${path}.${key}` : key, old[key], fresh[key]),
  );
}

/** Field by field, down to the value that differs: what a person needs to see again. Pure. */
export function planDifference(
  before: Plan,
  after: Plan,
): PlanChange['fields'] {
  return difference('', before, after).slice(0, MAX_FIELDS);
}
