/** Patterns of GitHub's settings pages: `*` stands for anything but a slash. */
export function matchesRef(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\?]/g, '\\$&')
    .replace(/\*/g, '[^/]*');
  return new RegExp(`^${source}$`).test(name);
}
