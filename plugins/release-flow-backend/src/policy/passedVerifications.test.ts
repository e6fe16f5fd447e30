import type { Plan, Step } from 'backstage-plugin-release-flow-common';
import { passedVerifications } from './steps';

const verifications = [
  { type: 'http', path: '/health', url: 'api' },
  { type: 'http', path: '/' },
  { type: 'workflow', file: 'smoke.yaml' },
];
const after = (...done: number[]) =>
  passedVerifications({
    plan: { verifications } as unknown as Plan,
    steps: done.map(
      index => ({ id: `verify-${index}`, state: 'done' }) as Step,
    ),
  });

it('names each that passed, and a type once all of it have', () => {
  expect(after()).toEqual([]);
  expect(after(0)).toEqual(['http api /health']);
  expect(after(0, 1)).toEqual(['http api /health', 'http', 'http /']);
  expect(after(2)).toEqual(['workflow']);
});
