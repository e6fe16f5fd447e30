import { clientsFor } from '../__testUtils__/clients';
import { startLocalCloud, type LocalCloud } from '../__testUtils__/localCloud';
import { ecrLogin } from './ecrLogin';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

describe('signing in to ECR', () => {
  let cloud: LocalCloud;
  beforeAll(async () => {
    cloud = await startLocalCloud();
  }, 30_000);
  afterAll(() => cloud?.stop());

  const login = () => ecrLogin(clientsFor(cloud.aws));
  const context = () => ({ signal: new AbortController().signal });

  it.each([
    [HOST, true],
    ['123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com', true],
    ['ghcr.io', false],
    [`${HOST}.evil.example`, false],
    [`evil.example/${HOST}`, false],
  ])('is for %s: %s', (host, expected) => {
    expect(login().isFor(host)).toBe(expected);
  });

  it('gets a password that lasts for hours', async () => {
    expect(await login().login(HOST, context())).toEqual({
      username: 'AWS',
      password: expect.stringMatching(/^\w{20,}$/),
    });
  });

  it('says that it may not', async () => {
    await cloud.ask('POST', '/faults', {
      service: 'aws',
      match: 'GetAuthorizationToken$',
      status: 403,
      times: 1,
    });
    await expect(login().login(HOST, context())).rejects.toMatchObject({
      trouble: 'unauthorized',
    });
  });
});
