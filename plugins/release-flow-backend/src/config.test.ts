import { ConfigReader } from '@backstage/config';
import { readConfig } from './config';

const inMemory = {
  backend: {
    database: { client: 'better-sqlite3', connection: ':memory:' },
  },
};

it.each([
  ['nothing said', {}, 'enabled'],
  ['an in-memory database', inMemory, 'disabled'],
  [
    'an in-memory database, on purpose',
    { ...inMemory, releaseFlow: { effects: 'enabled' } },
    'enabled',
  ],
  ['switched off', { releaseFlow: { effects: 'disabled' } }, 'disabled'],
])('effects with %s', (_name, config, expected) => {
  expect(readConfig(new ConfigReader(config)).effects).toBe(expected);
});

it.each([
  [{ effects: 'maybe' }, 'releaseFlow.effects'],
  [{ polling: { active: 0 } }, 'releaseFlow.polling.active'],
])('refuses %p at start', (releaseFlow, message) => {
  expect(() => readConfig(new ConfigReader({ releaseFlow }))).toThrow(message);
});
