/** One word of a POSIX shell, whatever it holds; plain where nothing could be read as code. */
export function quoted(value: string): string {
  const isPlain = /^[\w@%+=:,./-]+$/.test(value) && !value.startsWith('-');
  return isPlain ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/** A command of these words; options and their values are words of their own. */
export function command(...words: Array<string | undefined>): string {
  return words
    .filter(word => word !== undefined)
    .map(word => (/^--?[a-z][a-z-]*$/i.test(word) ? word : quoted(word)))
    .join(' ');
}
