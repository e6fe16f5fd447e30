import { exampleBinding } from '../__testUtils__/bindings';
import type { RuntimeReading } from '../database/records';
import type { BoundEnvironment } from './binding';
import { whatToCheck, type TroubleFacts } from './whatToCheck';

const environment = exampleBinding().environments[2];
const step = {
  id: 'deploy',
  title: 'Point site-prd at the digest',
  detail: '',
  state: 'failed' as const,
  startedAt: null,
  finishedAt: null,
  usuallyMs: null,
  url: 'https://git.example/runs/1',
};

const told: NonNullable<RuntimeReading['runtime']> = {
  state: 'Running',
  instances: [{ id: 'i', state: 'READY', health: 'healthy' }],
  healthPath: '/health',
  events: [],
  links: [{ title: 'Portal', url: 'https://portal.example' }],
};

function checksOf(change: {
  operation?: Partial<TroubleFacts['operation']>;
  environment?: Partial<BoundEnvironment>;
  reading?: Partial<RuntimeReading>;
  error?: string;
  more?: Partial<TroubleFacts>;
}) {
  return whatToCheck({
    operation: {
      state: 'failed',
      code: null,
      message: 'The run failed at deploy.',
      trouble: null,
      steps: [],
      gates: [],
      memory: {},
      base: null,
      ...change.operation,
    },
    environment: { ...environment, ...change.environment },
    runtime: {
      serviceRef: 's',
      environment: 'prd',
      reading: {
        runtime: told,
        settings: null,
        references: null,
        findings: null,
        ...change.reading,
      },
      readAt: null,
      error: change.error ?? null,
      dueAt: '',
    },
    troubleshooting: [],
    canRollBack: true,
    ...change.more,
  });
}

const idsOf = (...given: Parameters<typeof checksOf>) =>
  checksOf(...given).map(({ id }) => id);

it.each([
  'succeeded',
  'waiting',
  'deploying',
  'rejected',
  'cancelled',
] as const)('says nothing while it is %s', state => {
  const operation = { state, steps: [step], base: null };
  expect(idsOf({ operation, error: 'credentials expired' })).toEqual([]);
});

it('says something of what is held up', () => {
  const running = { ...step, state: 'running' as const };
  const operation = {
    state: 'deploying' as const,
    trouble: 'Azure answered 503',
    steps: [running],
  };
  expect(checksOf({ operation })).toEqual([
    {
      id: 'step',
      title: 'The step that does not end: Point site-prd at the digest',
      detail: 'Azure answered 503',
      links: [{ title: 'Its run', url: 'https://git.example/runs/1' }],
    },
  ]);
});

it.each<[string, Parameters<typeof checksOf>[0], string]>([
  ['step', { operation: { steps: [step] } }, 'The run failed at deploy.'],
  [
    'credentials',
    { error: 'Azure answered 403: AuthorizationFailed' },
    'AuthorizationFailed',
  ],
  [
    'rollout',
    {
      reading: {
        runtime: {
          ...told,
          rollout: { status: 'FAILED', message: 'circuit breaker' },
        },
      },
    },
    'FAILED: circuit breaker',
  ],
  [
    'instances',
    {
      reading: {
        runtime: {
          ...told,
          instances: [{ id: 'i', state: 'OutOfMemory', health: 'unhealthy' }],
        },
      },
    },
    '1 of 1: OutOfMemory',
  ],
  [
    'instances',
    { reading: { runtime: { ...told, instances: [] } } },
    'names no instance',
  ],
  [
    'events',
    {
      reading: {
        runtime: {
          ...told,
          events: [{ at: '', message: 'unable to pull the image' }],
        },
      },
    },
    'unable to pull the image',
  ],
  [
    'secrets',
    {
      reading: {
        references: [
          { name: 'LLM_API_KEY', resolved: false, status: 'SecretNotFound' },
        ],
      },
    },
    'LLM_API_KEY is SecretNotFound',
  ],
  [
    'settings',
    {
      environment: { settings: [{ name: 'VITE_API_BASE', required: true }] },
      reading: { settings: [] },
    },
    'missing: VITE_API_BASE',
  ],
  [
    'health',
    { environment: { platform: { healthPath: '/ready' } } },
    'asks /health, the flow expects /ready',
  ],
  [
    'health',
    { reading: { runtime: { ...told, healthPath: undefined } } },
    'asks no path',
  ],
  [
    'declared-0',
    {
      more: {
        troubleshooting: [{ title: 'Migration is stuck', steps: ['pg_locks'] }],
      },
    },
    'pg_locks',
  ],
  [
    'way-back',
    { operation: { base: { label: 'v0.3.7', artifact: [] } } },
    'Go back to what ran before',
  ],
])('points to %s', (id, change, detail) => {
  expect(checksOf(change)).toEqual([
    expect.objectContaining({ id, detail: expect.stringContaining(detail) }),
  ]);
});

it('names the likeliest first and the way back last', () => {
  const ids = idsOf({
    operation: {
      steps: [step],
      base: { label: 'v0.3.7', artifact: [] },
      message: 'access denied',
    },
    reading: {
      runtime: { ...told, events: [{ at: '', message: 'x' }] },
      references: [{ name: 'K', resolved: false, status: 'Gone' }],
    },
    more: { troubleshooting: [{ title: 'Look', steps: ['there'] }] },
  });
  expect(ids).toEqual([
    'step',
    'credentials',
    'events',
    'secrets',
    'declared-0',
    'way-back',
  ]);
});

it('offers no way back to what was rolled back already', () => {
  const base = { label: 'v0.3.7', artifact: [] };
  const operation = { state: 'rolled-back' as const, base };
  expect(idsOf({ operation })).toEqual([]);
});
