import type { Knex } from 'knex';
import type { HostCommit, HostRun } from '../providers/types';
import { COMMIT, exampleBinding } from './bindings';
import { caller, setUpLifecycle } from './lifecycle';

const approvals = {
  type: 'approvals',
  required: 1,
  from: ['group:default/qfa-leads'],
  preventSelfApproval: true,
};

function bindingOf() {
  return exampleBinding({
    infrastructure: {
      workflow: 'terraform.yaml',
      path: 'infra/',
      runName: '^terraform (?<command>plan|apply) (?<environment>[\\w-]+)',
      jobName: '(?<command>plan|apply) \\((?<environment>[\\w-]+)\\)',
      environments: { dev: 'dev', staging: 'stg', prd: 'production' },
      correlationInput: 'correlation_id',
      plannedFor: 'dev',
    },
    docs: { workflow: 'docs.yaml', site: 'https://docs.example/' },
    runbooks: [
      {
        id: 'usage-tracking',
        title: 'Usage tracking is broken',
        steps: ['Look at the log.'],
        environments: ['staging', 'prd'],
        inputs: {
          value: { title: 'DB_TRACK_USAGE', values: ['true', 'false'] },
          ticket: { title: 'Ticket', pattern: 'OPS-\\d+' },
        },
        run: {
          by: 'workflow',
          workflow: 'set-setting.yaml',
          inputs: {
            environment: '${{ environment.id }}',
            value: '${{ input.value }}',
            ticket: '${{ input.ticket }}',
          },
          correlationInput: 'correlation_id',
        },
        gates: [approvals],
        then: 'redeploy',
      },
      {
        id: 'take-back-migration',
        title: 'Take a migration back',
        steps: [],
        environments: ['staging'],
        inputs: { migration: { title: 'Migration' } },
        run: {
          by: 'task',
          component: 'api',
          command: [
            'npx',
            'resolve',
            '--rolled-back',
            '${{ input.migration }}',
          ],
          within: 'PT15M',
        },
        gates: [],
        onlyWithMigrations: true,
      },
      {
        id: 'stuck-migration',
        title: 'A migration is stuck',
        steps: ['Look at pg_locks.'],
        environments: ['prd'],
        gates: [],
      },
    ],
    source: {
      ...exampleBinding().source,
      migrations: ['migrations/**'],
    },
  });
}

let runs = 0;
/** A run of GitHub's own making. */
export function runOf(change: Partial<HostRun>): HostRun {
  runs += 1;
  const at = new Date(Date.UTC(2026, 0, 1) + runs * 60_000).toISOString();
  return {
    id: `gh-${runs}`,
    attempt: 1,
    workflow: 'terraform.yaml',
    title: 'terraform plan dev',
    event: 'workflow_dispatch',
    branch: 'main',
    sha: COMMIT('a'),
    status: 'completed',
    conclusion: 'success',
    actor: 'raj',
    url: `https://git.example/runs/gh-${runs}`,
    createdAt: at,
    updatedAt: at,
    ...change,
  };
}

export const commit = (letter: string, message: string): HostCommit => ({
  sha: COMMIT(letter),
  message,
  author: 'raj',
  at: '2026-01-01T00:00:00.000Z',
  url: `https://git.example/commit/${letter}`,
});

export const values = { value: 'false', ticket: 'OPS-7' };
export const reason = 'usage is counted twice';

/** The lifecycle's service with infrastructure, docs and runbooks. */
export async function setUpBesideReleases(knex: Knex) {
  const lifecycle = await setUpLifecycle(knex, bindingOf());
  const { services, ref, world, harness } = lifecycle;
  world.comparisons.set(`${COMMIT('a')}...${COMMIT('e')}`, {
    status: 'ahead',
    ahead: 2,
    behind: 0,
    commits: [commit('d', 'infra: a secret'), commit('e', 'feat: use it')],
    files: ['infra/main.tf', 'src/app.ts'],
    url: 'https://git.example/compare',
  });
  world.commitFiles.set(COMMIT('d'), ['infra/main.tf']);
  const infrastructure = async (environment: string) => {
    const view = await services.infrastructure.view(caller('ada'), ref);
    return view.environments.find(it => it.environment === environment)!;
  };
  const terraform = (environment: string, command: 'plan' | 'apply') =>
    services.infrastructure.run(caller('ada'), ref, environment, { command });
  const runbook = (
    environment: string,
    inputs: Record<string, string> = values,
    name = 'usage-tracking',
  ) =>
    services.runbooks.run(caller('ada'), ref, name, {
      environment,
      inputs,
      reason,
    });
  const offered = async (name: string, environment: string) => {
    const { items } = await services.runbooks.list(caller('ada'), ref);
    return items
      .find(item => item.id === name)!
      .environments.find(each => each.id === environment)!;
  };
  /** What the newest run is called, as the workflow's run-name would. */
  const named = (title: string) => {
    world.runs[0].title = title;
  };
  return {
    ...lifecycle,
    harness,
    infrastructure,
    terraform,
    runbook,
    offered,
    named,
  };
}
