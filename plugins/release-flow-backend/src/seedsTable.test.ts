import { existsSync, readFileSync } from 'fs';
import { dirname, resolve } from 'path';

const TABLE = resolve(__dirname, '../../../docs/seeds.md');

interface Row {
  statement: string;
  doneIn: string[];
  shownBy: string[];
}

const linksIn = (cell: string) =>
  [...cell.matchAll(/\]\(([^)]+)\)/g)].map(([, path]) => path);

const rows: Row[] = readFileSync(TABLE, 'utf8')
  .split('\n')
  .filter(line => line.startsWith('|') && !/^\| (statement|---)/.test(line))
  .map(line => {
    const [statement, doneIn, shownBy] = line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map(cell => cell.trim());
    return { statement, doneIn: linksIn(doneIn), shownBy: linksIn(shownBy) };
  });

const open = readFileSync(TABLE, 'utf8')
  .split('\n## Open\n')
  .slice(1)
  .flatMap(text => text.split('\n'))
  .filter(line => line.startsWith('- '));

it('has a row for each statement of the documents, or says that it is open', () => {
  expect(rows.length + open.length).toBeGreaterThanOrEqual(190);
  const statements = rows.map(({ statement }) => statement);
  expect(new Set(statements).size).toBe(statements.length);
  for (let number = 1; number <= 46; number += 1) {
    const bold = `**${number}** `;
    const said = [...statements, ...open].filter(text => text.includes(bold));
    expect(said).toHaveLength(1);
  }
});

it.each(rows.map(row => [row.statement, row] as const))(
  '%s: is done somewhere and shown by a test',
  (_statement, { doneIn, shownBy }) => {
    expect(doneIn).not.toEqual([]);
    expect(shownBy.filter(path => /\.test\.tsx?$/.test(path))).not.toEqual([]);
    const gone = [...doneIn, ...shownBy].filter(
      path => !existsSync(resolve(dirname(TABLE), path)),
    );
    expect(gone).toEqual([]);
  },
);
