import {
  ProviderError,
  type VerificationRequest,
} from 'backstage-plugin-release-flow-node';
import { startStub, type StubServer } from '../__testUtils__/stubServer';
import { httpVerification } from '../verifications/httpVerification';
import { REFUSAL, refusedVisits } from './__testUtils__/refusedAddresses';

const context = () => ({ signal: new AbortController().signal });
let stub: StubServer;

beforeAll(async () => {
  stub = await startStub();
});
afterAll(() => stub.close());

describe('the probe refuses', () => {
  it.each(refusedVisits)('%s', async (_, arrange) => {
    const { probe, url, hosts, reached } = arrange(stub);
    const options = { hosts, followRedirects: true };
    const error: ProviderError = await probe
      .get(url, options, context())
      .then(answer => Promise.reject(new Error(`reached: ${answer.body}`)))
      .catch(caught => caught);
    expect(error).toMatchObject({
      trouble: 'refused',
      message: expect.stringMatching(REFUSAL),
    });
    expect(stub.requests).toHaveLength(reached);
  });
});

describe('the http verification refuses', () => {
  it.each(refusedVisits)('%s', async (_, arrange) => {
    const { probe, url, hosts, reached } = arrange(stub);
    const provider = httpVerification(probe);
    const answer = await provider.check(
      {
        config: provider.schema.parse({ type: 'http', path: '/' }),
        environment: { id: 'dev', urls: { api: url } },
        observe: async () => ({ hosts }),
      } as unknown as VerificationRequest<never>,
      context(),
    );
    expect(answer).toMatchObject({
      status: 'failed',
      code: 'http-refused',
      message: expect.stringMatching(REFUSAL),
    });
    expect(stub.requests).toHaveLength(reached);
  });
});
