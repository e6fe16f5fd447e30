import { exampleBinding } from '../../__testUtils__/bindings';
import { FakeWorld } from '../../__testUtils__/FakeWorld';
import { MemoryTarget } from '../../providers/group/__testUtils__/MemoryTarget';
import { httpVerification } from '../../providers/verifications/httpVerification';
import type { HttpProbe } from '../../providers/types';
import { Look } from './Look';
import { lookAtTarget } from './target';

const AFFINITY =
  'ARRAffinity=ab12;Path=/;HttpOnly, ARRAffinitySameSite=ab12;Path=/;SameSite=None';
const BALANCER =
  'AWSALB=x; Expires=Sat, 28 Nov 2026 10:00:00 GMT; Path=/, AWSALBCORS=x; Path=/';
const SESSION = 'sid=1; Expires=Sat, 28 Nov 2026 10:00:00 GMT; Path=/';

const health = { type: 'http', path: '/health', status: 200 };
const site = { type: 'http', path: '/', url: 'web', status: 200 };

/** What the doctor sees of an environment whose addresses answer with these cookies. */
async function lookAt(
  answers: Record<string, { cookies?: string; status?: number }>,
  { verify = [health, site] }: { verify?: object[] } = {},
) {
  const asked: string[] = [];
  const probe: HttpProbe = {
    get: async url => {
      asked.push(url);
      const { cookies, status = 200 } = answers[url];
      const headers: Record<string, string> = cookies
        ? { 'set-cookie': cookies }
        : {};
      return { status, headers, body: '', durationMs: 1, url };
    },
  };
  const [first] = exampleBinding().environments;
  const environment = {
    ...first,
    target: { type: 'memory', name: 'shop' },
    targetName: 'memory shop',
    urls: { api: 'https://api.example', web: 'https://web.example' },
    verify: verify as typeof first.verify,
  };
  const { registry } = new FakeWorld().providers();
  const look = new Look(10_000, false);
  const facts = await lookAtTarget(
    {
      targets: new Map([['memory', new MemoryTarget()]]),
      verifications: new Map([['http', httpVerification(probe)]]),
      registry,
      probe,
    } as never,
    exampleBinding(),
    environment,
    look,
  );
  return { facts, asked, look };
}

const API = 'https://api.example/health';
const WEB = 'https://web.example/';

it.each([
  ['an App Service', AFFINITY, ['ARRAffinity', 'ARRAffinitySameSite']],
  ['a load balancer', BALANCER, ['AWSALB', 'AWSALBCORS']],
  ['nobody but the service itself', SESSION, []],
  [
    'the service and a load balancer',
    `${SESSION}, ${BALANCER}`,
    ['AWSALB', 'AWSALBCORS'],
  ],
])(
  'names the cookies that %s ties callers by',
  async (_, cookies, expected) => {
    const { facts } = await lookAt({ [API]: { cookies }, [WEB]: {} });
    expect(facts.stickyCookies).toEqual(expected);
  },
);

it('asks every address that is verified, each where it is', async () => {
  const { facts, asked, look } = await lookAt({
    [API]: {},
    [WEB]: { cookies: BALANCER },
  });
  expect(facts.stickyCookies).toEqual(['AWSALB', 'AWSALBCORS']);
  expect(new Set(asked)).toEqual(new Set([API, WEB]));
  expect(look.looked).toEqual(
    expect.arrayContaining([`Cookies of ${API}`, `Cookies of ${WEB}`]),
  );
});

it('tells a cookie once, however many addresses set it', async () => {
  const { facts } = await lookAt({
    [API]: { cookies: BALANCER },
    [WEB]: { cookies: BALANCER },
  });
  expect(facts.stickyCookies).toEqual(['AWSALB', 'AWSALBCORS']);
});

it('says nothing of cookies where nothing answers well', async () => {
  const { facts } = await lookAt({
    [API]: { status: 503, cookies: AFFINITY },
    [WEB]: { status: 503 },
  });
  expect(facts.probes).toMatchObject([
    { path: '/health', isPassing: false },
    { path: '/', isPassing: false },
  ]);
  expect(facts.stickyCookies).toBeUndefined();
});
