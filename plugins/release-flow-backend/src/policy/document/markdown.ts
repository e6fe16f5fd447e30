/** One paragraph, list, table or heading; sections are lists of them. */
export type Block = string;

/**
 * Text that is shown as it is: no markup, link, HTML or look of a list comes out of it. Entities
 * where readers of Markdown differ in what a backslash may stand before.
 */
export function md(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replace(/[\\`*[\]|!]|(?<!\w)_|_(?!\w)/g, '\\$&')
    .replace(/</g, '&lt;')
    .replace(/^>/, '\\>')
    .replace(/~~/g, '&#126;~')
    .replace(/^(#|[+=-](?=\s|$|[=-]))/, '\\$&')
    .replace(/^(\d+)([.)])(?=\s)/, '$1\\$2');
}

/** Text in code style; it may hold backticks itself. */
export function code(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  const runs = (flat.match(/`+/g) ?? []).map(({ length }) => length);
  const fence = '`'.repeat(Math.max(0, ...runs) + 1);
  const pad = runs.length > 0 ? ' ' : '';
  // A table's cell ends at a bar even in code.
  return `${fence}${pad}${flat.replace(/\|/g, '\\|')}${pad}${fence}`;
}

/** A link, where the address is one that a browser may follow. */
export function link(title: string, url: string): string {
  return /^https?:\/\/[^\s<>()"\\]+$/.test(url)
    ? `[${md(title)}](${url})`
    : `${md(title)} ${code(url)}`;
}

export const heading = (level: number, text: string): Block =>
  `${'#'.repeat(level)} ${md(text)}`;

const indented = (text: string, by: number) =>
  text.split('\n').join(`\n${' '.repeat(by)}`);

/** Items that are Markdown already. */
export const bullets = (items: string[]): Block[] =>
  items.length > 0
    ? [items.map(item => `- ${indented(item, 2)}`).join('\n')]
    : [];

export const numbered = (items: string[]): Block[] =>
  items.length > 0
    ? [
        items
          .map((item, index) => `${index + 1}. ${indented(item, 3)}`)
          .join('\n'),
      ]
    : [];

/** Cells are Markdown already; a table without rows is none. */
export function table(header: string[], rows: string[][]): Block[] {
  if (rows.length === 0) return [];
  const line = (cells: string[]) =>
    `| ${cells.map(cell => cell || '–').join(' | ')} |`;
  return [
    [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n'),
  ];
}

export const mermaid = (lines: string[]): Block =>
  ['```mermaid', ...lines, '```'].join('\n');

/**
 * Markdown that the platform team wrote, as a part of a larger document: its headings go below
 * ours, HTML is shown rather than meant, and a fence that it forgot to end is ended.
 */
export function embedded(text: string, level: number): Block {
  const parts = text.trim().split(/(```[\s\S]*?(?:```|$)|`[^`\n]*`)/);
  return parts
    .map((part, index) => {
      if (index % 2 === 1) {
        const isOpen = part.startsWith('```') && !/.```\s*$/s.test(part);
        return isOpen ? `${part.trimEnd()}\n\`\`\`` : part;
      }
      return part
        .replace(/<(?=[A-Za-z/!?])/g, '&lt;')
        .replace(
          /^(#{1,6}) /gm,
          (_all, hashes: string) =>
            `${'#'.repeat(Math.min(6, hashes.length + level))} `,
        );
    })
    .join('');
}

/** `a, b and c` */
export function listed(items: string[], word = 'and'): string {
  return items.length < 2
    ? items.join('')
    : `${items.slice(0, -1).join(', ')} ${word} ${items[items.length - 1]}`;
}

export const count = (number: number, one: string, many = `${one}s`) =>
  `${number} ${number === 1 ? one : many}`;
