import { expect } from '@playwright/test';
import type { Fault } from '../support/CloudControl';
import type { Cluster } from '../support/Cluster';
import { Service } from '../support/Service';
import { until } from '../support/until';
import { quiet } from './settings';

/** Longer than it takes to pause a process, shorter than a read may take. */
const HANGS = { latencyMs: 3_000, times: 1 };
/** A lease has to run out, and then the time in which a call may be under way. */
const HANDED_OVER = 90_000;

const back = (environment: string, release: string) => ({
  ...{ environment, release },
  intent: 'rollback' as const,
  reason: 'try what a pause does',
});

/** One worker is alone until it hangs in a read; then it is paused and the others go on. */
async function pauseIn(
  cluster: Cluster,
  read: Fault,
  begin: () => Promise<void>,
) {
  const [worker, ...others] = cluster.replicas;
  for (const other of others) other.pause();
  await cluster.control.breakWith({ ...read, ...HANGS });
  await begin();
  await until('a hanging read', async () => {
    return (await cluster.control.faultsLeft()).length === 0;
  });
  worker.pause();
  for (const other of others) other.resume();
  return async () => {
    worker.resume();
    const ada = await cluster.as('ada', worker);
    await until('its answer', async () => {
      return (await ada.send('GET', '/release-flow/services')).status === 200;
    });
  };
}

/** How often GitHub was asked to deploy for a promotion. */
async function dispatchesFor(cluster: Cluster, id: string): Promise<number> {
  const log: any[] = await cluster.control.call('GET', '/log');
  return log.filter(({ body }) => body?.inputs?.correlation_id === id).length;
}

/** It has committed what it is about to send, and reads where to: nobody sends it any more. */
export async function pausedWhileSending(cluster: Cluster): Promise<void> {
  const service = new Service(cluster, quiet);
  let id = '';
  const resume = await pauseIn(
    cluster,
    { service: 'github', method: 'GET', match: `/repos/acme/${quiet}$` },
    async () => {
      id = await service.promote('ada', back('dev', 'v0.3.6'));
    },
  );
  const view = await service.reaches(id, 'attention', HANDED_OVER);
  expect(view.code).toBe('outcome-unknown');
  await resume();

  const raj = await cluster.as('raj');
  const answer = { outcome: 'absent', reason: 'GitHub shows no run' };
  await raj.call('POST', `/promotions/${id}/resolve`, answer);
  await service.reaches(id, 'errored');
  const again = await service.promote('ada', back('dev', 'v0.3.6'));
  await service.reaches(again, 'succeeded', HANDED_OVER);
  expect(await dispatchesFor(cluster, id)).toBe(0);
  expect(await dispatchesFor(cluster, again)).toBe(1);
  expect(await service.changesOf('dev')).toBe(1);
}

/** It holds the claim and has not committed anything: another one does all of it. */
export async function pausedWhileJudging(cluster: Cluster): Promise<void> {
  const service = new Service(cluster, quiet);
  const asked = async (release: string) => {
    const id = await service.promote('ada', back('prd', release));
    await service.sees(id, 'a wait', view => view.code === 'approval-needed');
    return id;
  };
  const id = await asked('v0.3.6');
  const resume = await pauseIn(
    cluster,
    { service: 'arm', match: `${quiet}-prd/config/configreferences` },
    async () => {
      expect((await service.decide('mona', id)).status).toBe(202);
    },
  );
  await service.reaches(id, 'succeeded', HANDED_OVER);
  await resume();

  const later = await asked('v0.3.7');
  expect((await service.decide('mona', later)).status).toBe(202);
  await service.reaches(later, 'succeeded', HANDED_OVER);
  const { changes } = await cluster.control.call('GET', '/sites');
  const causes = changes
    .filter(({ site }: { site: string }) => site === `${quiet}-prd`)
    .map(({ correlation }: { correlation: string }) => correlation);
  expect(causes).toEqual([id, later]);
}
