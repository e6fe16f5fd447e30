import { read, unread } from './__testUtils__/gateFixtures';
import { judgeConfigurationResolved } from './configurationResolved';

const required = { name: 'VITE_API_BASE', required: true };
const expecting = { name: 'DB_AUTH_MODE', expect: 'entra' };
const references = read([{ name: 'KEY', resolved: true, status: 'Resolved' }]);

const judge = (
  facts: Parameters<typeof judgeConfigurationResolved>[0],
  settings = [required, expecting],
) => {
  const verdict = judgeConfigurationResolved(facts, { settings });
  return { ...verdict, line: `${verdict.status}: ${verdict.code}` };
};

it('passes when every required setting is there', () => {
  const settings = read([
    { name: 'VITE_API_BASE' },
    { name: 'DB_AUTH_MODE', isExpected: true },
  ]);
  expect(judge({ references, settings })).toMatchObject({
    line: 'passed: configuration-resolved',
    message: '1 of 1: KEY; VITE_API_BASE set',
  });
});

it('blocks and names a required setting that is missing', () => {
  const verdict = judge({ references, settings: read([]) });
  expect(verdict.line).toBe('blocked: setting-missing');
  expect(verdict.message).toContain('VITE_API_BASE is not set');
});

it('warns of a setting that is not as expected, and passes', () => {
  const settings = read([
    { name: 'VITE_API_BASE' },
    { name: 'DB_AUTH_MODE', isExpected: false },
  ]);
  const verdict = judge({ references, settings });
  expect(verdict.line).toBe('passed: setting-differs');
  expect(verdict.message).toContain(
    'warning: DB_AUTH_MODE is not what the flow expects',
  );
});

it('waits while settings can not be read', () => {
  expect(judge({ references, settings: unread }).line).toBe(
    'waiting: not-read',
  );
});

it('is content with settings where there are no references', () => {
  const settings = read([{ name: 'VITE_API_BASE' }]);
  expect(judge({ references: undefined, settings }, [required]).line).toBe(
    'passed: configuration-resolved',
  );
});

it('does not pass where settings are required and can not be told', () => {
  expect(judge({ references }).line).toBe('blocked: settings-not-told');
});
