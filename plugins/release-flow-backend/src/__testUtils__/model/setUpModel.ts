import type { Knex } from 'knex';
import type { Binding } from '../../policy/binding';
import { exampleBinding } from '../bindings';
import { Harness } from '../harness';
import { prove } from '../prove';
import { LETTERS } from './letters';

const TABLES = [
  'audit_events',
  'audit_heads',
  'checklist_items',
  'decisions',
  'deployments',
  'effects',
  'environments',
  'freezes',
  'github_deployments',
  'locks',
  'operations',
  'overrides',
  'releases',
  'repositories',
  'services',
  'workflow_runs',
];

export interface Kind {
  /** One deployer changes both environments. */
  isShared: boolean;
  /** Staging is deployed by a tag, which starts a workflow. */
  byTag: boolean;
}

const DEPLOYS = 'deploy.yml';

/** Two environments that people promote to, production with everything that stops it. */
export function modelBinding({ isShared, byTag }: Kind): Binding {
  const binding = exampleBinding();
  const [, staging, prd] = binding.environments;
  const deployer = isShared ? { concurrencyKey: 'delivery' } : {};
  staging.deploy = {
    manual: byTag
      ? {
          ...{ by: 'tag', workflows: [DEPLOYS], ...deployer },
          tag: 'v${{ release.version }}-${{ environment.id }}',
        }
      : { by: 'target', ...deployer },
  };
  staging.allow = { override: ['group:default/platform'] };
  prd.deploy = { manual: { by: 'target', ...deployer } };
  prd.allow = {
    promote: ['group:default/qfa'],
    rollback: ['group:default/qfa'],
    emergency: ['group:default/qfa'],
    override: ['group:default/platform'],
    resolve: ['group:default/platform'],
  };
  prd.gates = [
    {
      type: 'approvals',
      required: 1,
      from: ['group:default/qfa-leads'],
      preventSelfApproval: true,
      emergency: { from: ['group:default/on-call'], required: 1 },
    },
    {
      type: 'sign-off',
      name: 'qa',
      from: ['group:default/qa'],
      preventSelfApproval: true,
    },
  ];
  prd.rollback = { gates: [prd.gates[0]], during: 'freeze-ignored' };
  return binding;
}

/** v0.3.7 runs everywhere; v0.3.6 ran in production; v0.4.0 and v0.5.0 were proven in dev and staging. */
export async function setUpModel(
  knex: Knex,
  kind: Kind,
  clock: { now: number },
) {
  for (const table of TABLES) {
    if (await knex.schema.hasTable(table)) await knex(table).delete();
  }
  const harness = await Harness.create(knex, modelBinding(kind));
  for (const [tag, letter] of Object.entries(LETTERS)) {
    harness.release(tag, letter, 'published');
  }
  for (const site of ['dev', 'staging', 'prd']) {
    harness.world.live.set(site, harness.artifact('a'));
  }
  const { git, live } = harness.world;
  git.now = () => new Date(clock.now);
  git.onPush.set(DEPLOYS, {});
  git.pushed = tag => {
    const [, release, site] = /^(v[\d.]+)-(\w+)$/.exec(tag)!;
    live.set(site, harness.artifact(LETTERS[release]));
  };
  await harness.look(2);
  await prove(harness, 'v0.3.6', 'prd');
  await prove(harness, 'v0.3.6', 'staging');
  for (const environment of ['dev', 'staging']) {
    await prove(harness, 'v0.4.0', environment);
    await prove(harness, 'v0.5.0', environment);
  }
  return harness;
}
