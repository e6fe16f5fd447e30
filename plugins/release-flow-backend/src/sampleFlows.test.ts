import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { ReleaseFlowSpec } from 'backstage-plugin-release-flow-common';
import { readFileSync } from 'fs';
import { parse } from 'yaml';
import { parseFlow } from './policy/flow';
import type { HttpProbe } from './providers/types';
import { httpVerification } from './providers/verifications/httpVerification';

function specOf(name: string): ReleaseFlowSpec {
  const file = resolvePackagePath(
    'backstage-plugin-release-flow-backend',
    `../../catalog/flows/${name}.yaml`,
  );
  const parsed = parseFlow(parse(readFileSync(file, 'utf8')));
  if ('error' in parsed) throw new Error(JSON.stringify(parsed.error));
  return parsed.flow.spec;
}

function environmentOf(flow: string, id: string) {
  return specOf(flow).environments.find(it => it.id === id)!;
}

const itemsOf = (flow: string, id: string, name: string) =>
  environmentOf(flow, id).verify.find(it => it.name === name)!.items as Array<{
    id: string;
    text: string;
  }>;

it.each([
  [
    ...(['aws-tagged', 'dev', 'Active development and testing'] as const),
    ...(['Minimal resources', 'Test data only'] as const),
  ],
  [
    ...(['aws-tagged', 'stage', 'Pre-production validation'] as const),
    ...(['Production-like', 'Anonymized production data'] as const),
  ],
  [
    ...(['aws-tagged', 'prod', 'Live production'] as const),
    ...(['highly available', 'Real customer data'] as const),
  ],
])(
  '%s: %s tells its purpose, infrastructure, data and addresses',
  (flow, id, purpose, infrastructure, data) => {
    const environment = environmentOf(flow, id);
    expect(environment).toMatchObject({
      purpose: expect.stringContaining(purpose),
      infrastructure: expect.stringContaining(infrastructure),
      data: expect.stringContaining(data),
      urls: {
        api: expect.stringContaining('-${{ environment.id }}-api.'),
        web: expect.stringContaining('-${{ environment.id }}-web.'),
      },
    });
  },
);

it.each(['dev', 'stage', 'prod'])(
  'aws-tagged: %s leads to its dashboard and its logs',
  id => {
    expect(environmentOf('aws-tagged', id).links).toEqual([
      {
        title: 'CloudWatch dashboard',
        url: expect.stringContaining('#dashboards/dashboard/'),
      },
      {
        title: 'Logs of the API',
        url: expect.stringContaining('#logsV2:log-groups/log-group/'),
      },
    ]);
  },
);

it('aws-tagged: stage is verified by its alarms and by a look at logs and figures', () => {
  const { verify } = environmentOf('aws-tagged', 'stage');
  expect(verify.map(({ type }) => type)).toContain('alarms');
  const items = itemsOf('aws-tagged', 'stage', 'stage-validation');
  expect(items.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['performance', 'logs', 'alarms']),
  );
});

it('aws-tagged: says what to look at in each kind of trouble', () => {
  const { troubleshooting = [] } = specOf('aws-tagged');
  const steps = Object.fromEntries(
    troubleshooting.map(it => [it.title, it.steps.join('\n')]),
  );
  expect(Object.keys(steps)).toEqual([
    'Deployment failed',
    'Service not starting',
    'Performance issues',
  ]);
  for (const word of ['CloudWatch', 'RDS', 'ECS', 'connections', 'slow']) {
    expect(steps['Performance issues']).toContain(word);
  }
});

it('render-branch: production leads to P95 latency and error budget, which it is tuned by', () => {
  expect(environmentOf('render-branch', 'prod').links).toContainEqual({
    title: 'Dashboards of P95 latency and error budget',
    url: 'https://dashboard.render.com/',
  });
  expect(specOf('render-branch').practices).toContain(
    'Tune instance limits by P95 latency and the error budget',
  );
});

describe.each(['parallel', 'prod'])('render-branch, the page of %s', id => {
  const SAFE = `<script>if (location.protocol === 'http:') location.replace('https:' + location.href.slice(5));</script>`;
  const HEADERS = {
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
  };

  async function check(body: string, headers: Record<string, string>) {
    const config = environmentOf('render-branch', id).verify.find(
      it => it.type === 'http' && it.url === 'web',
    )!;
    const url = 'https://web.example/';
    const probe: HttpProbe = {
      get: async () => ({
        ...{ status: 200, headers, body },
        durationMs: 1,
        url,
      }),
    };
    const http = httpVerification(probe);
    const { code } = await http.check(
      {
        config: http.schema.parse(config),
        artifact: [],
        environment: { id, urls: { web: url } },
        observe: async () => ({
          hosts: [],
          health: { status: 'healthy', message: '' },
          state: '',
        }),
      },
      { signal: new AbortController().signal },
    );
    return code;
  }

  it('passes with its headers and the way out of plain HTTP', async () => {
    expect(await check(SAFE, HEADERS)).toBe('http-answered');
  });

  it('does not pass without the way out of plain HTTP', async () => {
    expect(await check('<script>start()</script>', HEADERS)).toBe(
      'http-pattern',
    );
  });

  it.each(Object.keys(HEADERS))('does not pass without %s', async name => {
    const { [name as keyof typeof HEADERS]: _, ...headers } = HEADERS;
    expect(await check(SAFE, headers)).toBe('http-header');
  });
});

it('azure-three-stage: tells how a container starts, signs in, and lives without its database', () => {
  const notes = Object.fromEntries(
    (specOf('azure-three-stage').runtimeNotes ?? []).map(it => [
      it.title,
      it.text,
    ]),
  );
  expect(notes['Container start']).toMatch(
    /migrate` under a PostgreSQL advisory lock and then serves/,
  );
  expect(notes.Database).toContain('refreshed 120 seconds before it expires');
  expect(notes.Database).toContain('grants its PostgreSQL role');
  for (const secret of ['llm-api-key', 'llm-api-base', 'auth-api-keys']) {
    expect(notes.Secrets).toContain(secret);
  }
  expect(notes['Without its database']).toContain('answers without');
});

it.each([
  ['stuck-migration', ['pg_locks', 'pg_terminate_backend']],
  ['identity-recreated', ['PostgreSQL role', 'AZ_CLIENT_ID']],
  ['usage-tracking', ['Deploy again']],
])('azure-three-stage: has the runbook %s, everywhere', (id, words) => {
  const { runbooks = [], environments } = specOf('azure-three-stage');
  const runbook = runbooks.find(it => it.id === id)!;
  expect(runbook.environments).toEqual(environments.map(it => it.id));
  for (const word of words) {
    expect(runbook.steps.join('\n')).toContain(word);
  }
});

it('azure-three-stage: usage tracking is switched by a workflow, and the service deployed again', () => {
  const { runbooks = [] } = specOf('azure-three-stage');
  expect(runbooks.find(it => it.id === 'usage-tracking')).toMatchObject({
    run: { inputs: { name: 'DB_TRACK_USAGE' } },
    then: 'redeploy',
  });
});
