import { readFileSync } from 'fs';
import { resolve } from 'path';
import { CODES } from './codes';
import { MONITORING } from './monitoring';

const text = readFileSync(
  resolve(__dirname, '../../../../../docs/doctor.md'),
  'utf8',
);
const rows = text
  .split('\n')
  .filter(line => line.startsWith('| `'))
  .map(line => line.split('|').map(cell => cell.trim()));

it('lists every finding with its severity and why it matters', () => {
  const listed = rows.flatMap(([, code, severity, , why]) =>
    /^(error|warning|info)$/.test(severity)
      ? [[code.replace(/`/g, ''), severity, why]]
      : [],
  );
  const known = Object.entries(CODES).map(([code, [severity, why]]) => [
    code,
    severity,
    why,
  ]);
  expect(listed.sort()).toEqual(known.sort());
});

it('says what each monitoring level promises', () => {
  const watches = ['health', 'metrics', 'journey', 'alerting', 'on-call'];
  const listed = rows
    .filter(([, level]) => level.replace(/`/g, '') in MONITORING)
    .map(([, level, ...cells]) => [
      level.replace(/`/g, ''),
      watches.filter((_, index) => cells[index] === 'x'),
    ]);
  expect(Object.fromEntries(listed)).toEqual(MONITORING);
});
