/**
 * Names each gate of a plan: its type, with its name where it has one, numbered where neither
 * tells it from an earlier one.
 */
export function gateKeys(gates: Array<Record<string, unknown>>): string[] {
  const seen = new Map<string, number>();
  return gates.map(({ type, name }) => {
    const key = typeof name === 'string' ? `${type}:${name}` : String(type);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? key : `${key}-${count}`;
  });
}
