import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonObject } from '@backstage/types';
import { createActions, type ActionTools } from '../actions';

export interface Sent {
  method: string;
  path: string;
  body: any;
  headers: Record<string, string>;
}

type Answer = { status?: number; body: unknown } | Error;

/** Runs one action against a backend of prepared answers. */
export class ActionHarness {
  readonly sent: Sent[] = [];
  readonly slept: number[] = [];
  readonly output = jest.fn();
  readonly logged: string[] = [];
  private now = 0;

  constructor(private readonly answers: Record<string, Answer[]>) {}

  private readonly fetch: typeof fetch = async (input, init) => {
    const url = new URL(String(input));
    const sent = {
      method: init?.method ?? 'GET',
      path: url.pathname.replace('/api/release-flow', ''),
      body: init?.body ? JSON.parse(String(init.body)) : undefined,
      headers: init?.headers as Record<string, string>,
    };
    init?.signal?.throwIfAborted();
    this.sent.push(sent);
    const queue = this.answers[`${sent.method} ${sent.path}`];
    if (!queue) throw new Error(`Nothing answers ${sent.method} ${sent.path}`);
    const answer = queue.length > 1 ? queue.shift()! : queue[0];
    if (answer instanceof Error) throw answer;
    return new Response(JSON.stringify(answer.body), {
      status: answer.status ?? 200,
      headers: { 'content-type': 'application/json' },
    });
  };

  async run(
    id: string,
    input: JsonObject,
    context: Record<string, unknown> = {},
  ): Promise<Record<string, unknown>> {
    const tools: ActionTools = {
      auth: mockServices.auth({ pluginId: 'scaffolder' }),
      discovery: mockServices.discovery(),
      appUrl: 'https://portal.example',
      fetch: this.fetch,
      now: () => this.now,
      sleep: async (ms, signal) => {
        signal?.throwIfAborted();
        this.slept.push(ms);
        this.now += ms;
      },
    };
    const action = createActions(tools).find(candidate => candidate.id === id)!;
    const log = (message: string) => this.logged.push(message);
    const logger = mockServices.logger.mock({ info: log, warn: log });
    await action.handler({
      ...(createMockActionContext({ input }) as any),
      getInitiatorCredentials: async () =>
        mockCredentials.user('user:default/ada'),
      output: this.output,
      logger,
      ...context,
    });
    return Object.fromEntries(this.output.mock.calls);
  }
}

/** How the backend refuses. */
export const refusal = (status: number, name: string, message: string) => ({
  status,
  body: { error: { name, message }, response: { statusCode: status } },
});
