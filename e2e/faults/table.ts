/** How often each occurs, the most frequent first. */
export function count(words: string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([word, times]) => `${times} ${word}`)
    .join(', ');
}

/** Printed on standard output, a line for each row. */
export function print(title: string, rows: Record<string, unknown>): void {
  const width = Math.max(...Object.keys(rows).map(name => name.length));
  const lines = Object.entries(rows).map(
    ([name, value]) => `│ ${name.padEnd(width)} │ ${value}`,
  );
  // eslint-disable-next-line no-console
  console.log([`│ ${title}`, ...lines].join('\n'));
}
