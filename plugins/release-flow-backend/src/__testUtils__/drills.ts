import type { Knex } from 'knex';
import type { Binding, BoundEnvironment } from '../policy/binding';
import { exampleBinding } from './bindings';
import { caller, setUpLifecycle } from './lifecycle';

export const reason = 'the quarterly drill';
export const APPROVALS = {
  ...{ type: 'approvals', required: 1, preventSelfApproval: true },
  from: ['group:default/qfa-leads'],
};

/** The example's flow, with drills. */
export function flow(
  change: Partial<Binding> = {},
  staging: Partial<BoundEnvironment> = {},
): Binding {
  const binding = exampleBinding({ rollbackDrill: 'P90D', ...change });
  return {
    ...binding,
    environments: binding.environments.map(environment =>
      environment.id === 'staging'
        ? { ...environment, ...staging }
        : environment,
    ),
  };
}

/** Staging ran v0.3.7 and runs v0.4.0 now. */
export async function setUpDrills(knex: Knex, binding = flow()) {
  const all = await setUpLifecycle(knex, binding);
  const { harness, services, ref, stage, approve } = all;
  const staged = await stage();
  if (binding.environments[1].gates.length > 0) {
    await approve('mona', staged);
    await harness.run();
  }
  await harness.look();
  const environment = async (name = 'staging') =>
    (await services.read.service(caller('ada'), ref)).environments.find(
      it => it.id === name,
    )!;
  return {
    ...all,
    environment,
    drill: (name = 'staging', more: object = {}) =>
      services.drills.drill(caller('ada'), ref, name, { reason, ...more }),
    last: async (name = 'staging') => (await environment(name)).lastDrill!,
  };
}
