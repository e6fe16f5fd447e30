import type { TargetProvider } from 'backstage-plugin-release-flow-node';
import { cleanTarget } from './cleanTarget';
import { rememberSecret, withoutSecrets } from './secrets';

const context = { signal: new AbortController().signal };

/** Keeps its state where only its own methods reach it. */
class Target {
  readonly type = 'private';
  #log = ['password=hunter2secret', 'the token is s3cr3t-of-ours'];

  async logs() {
    return this.#log.map(text => ({ at: '2026-01-01T00:00:00Z', text }));
  }

  nameOf() {
    return `${this.#log.length} lines`;
  }

  async runtime() {
    return {
      state: 'Running',
      instances: [],
      settings: [{ name: 'A' }, { name: 'B', value: 's3cr3t-of-ours' }],
      events: [{ at: '2026-01-01T00:00:00Z', message: 'Bearer abcdefghijk' }],
      links: [],
    };
  }
}

it('tells logs, settings and events without secrets, and leaves the rest', async () => {
  rememberSecret('s3cr3t-of-ours');
  const target = cleanTarget(new Target() as unknown as TargetProvider);
  expect(target.type).toBe('private');
  expect(target.nameOf({})).toBe('2 lines');
  expect(target.earlier).toBeUndefined();
  const lines = await target.logs!({ config: {}, limit: 9 }, context);
  expect(lines.map(({ text }) => text)).toEqual([
    'password=***',
    'the token is ***',
  ]);
  const request = { config: {}, visibleSettings: ['B'] };
  expect(await target.runtime!(request, context)).toMatchObject({
    settings: [{ name: 'A' }, { name: 'B', value: '***' }],
    events: [{ message: '***' }],
  });
});

it.each([
  ['DB_PASSWORD=hunter2 started', 'DB_PASSWORD=*** started'],
  [
    '{"api_key": "abc123", "user": "mona"}',
    '{"api_key": "***", "user": "mona"}',
  ],
  ['AccountKey=abc==;Endpoint=x', 'AccountKey=***;Endpoint=x'],
  ['postgres://app:pa55@db.example/qfa', 'postgres://***@db.example/qfa'],
  ['x-api-key: 12345', 'x-api-key: ***'],
  [
    '12 tokens were used for monkey: banana',
    '12 tokens were used for monkey: banana',
  ],
  ['GET /health 200', 'GET /health 200'],
])('writes %s as %s', (text, clean) => {
  expect(withoutSecrets(text)).toBe(clean);
});
