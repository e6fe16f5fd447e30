import { control } from '../__testUtils__/wire';
import { startLocalCloud } from '../index';
import { randomFrom } from '../random';

jest.setTimeout(60_000);

/** Which of the requests a fault struck that strikes three of ten. */
async function strikesFrom(seed: number) {
  const cloud = await startLocalCloud({ random: randomFrom(seed) });
  try {
    await control(cloud, 'POST', '/faults', {
      ...{ service: 'github', match: '^/api/', status: 500, chance: 0.3 },
    });
    const struck = [];
    for (let count = 0; count < 60; count++) {
      const answer = await fetch(`${cloud.urls.github}/api/v3/meta`);
      struck.push(answer.status === 500);
    }
    const [fault] = await control(cloud, 'GET', '/faults');
    return { struck, counted: fault.struck };
  } finally {
    await cloud.close();
  }
}

it('strikes some requests, the same ones for the same seed, and counts them', async () => {
  const first = await strikesFrom(7);
  const times = first.struck.filter(Boolean).length;
  expect(times).toBeGreaterThan(5);
  expect(times).toBeLessThan(35);
  expect(first.counted).toBe(times);
  expect(await strikesFrom(7)).toEqual(first);
  expect((await strikesFrom(8)).struck).not.toEqual(first.struck);
});

it('seeds services beside those of the sample', async () => {
  const cloud = await startLocalCloud({ services: ['qfa-search'] });
  const { repositories, sites } = await control(cloud, 'GET', '/state');
  await cloud.close();
  const names = repositories.map((it: { name: string }) => it.name);
  expect(names).toContain('qfa-search');
  expect(sites.map((it: { name: string }) => it.name)).toContain(
    'qfa-search-prd',
  );
});
