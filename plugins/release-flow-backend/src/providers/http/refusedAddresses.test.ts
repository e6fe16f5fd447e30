import {
  ProviderError,
  type VerificationProvider,
  type VerificationRequest,
} from 'backstage-plugin-release-flow-node';
import { startStub, type StubServer } from '../__testUtils__/stubServer';
import { httpVerification } from '../verifications/httpVerification';
import { warmUpVerification } from '../verifications/warmUpVerification';
import type { HttpProbe } from '../types';
import { readHttpDecision } from './readHttpDecision';
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

type Kind = (probe: HttpProbe) => VerificationProvider<never>;
const verifications: Array<[string, Kind, object]> = [
  ['http', httpVerification as Kind, { type: 'http', path: '/' }],
  ['warm-up', warmUpVerification as Kind, { type: 'warm-up', paths: ['/'] }],
];

describe.each(verifications)(
  'the %s verification refuses',
  (_, kind, given) => {
    it.each(refusedVisits)('%s', async (__, arrange) => {
      const { probe, url, hosts, reached } = arrange(stub);
      const provider = kind(probe);
      const answer = await provider.check(
        {
          config: provider.schema.parse(given),
          environment: { id: 'dev', urls: { api: url } },
          observe: async () => ({ hosts }),
        } as unknown as VerificationRequest<never>,
        context(),
      );
      expect(answer).toMatchObject({
        status: 'failed',
        message: expect.stringMatching(REFUSAL),
      });
      expect(stub.requests).toHaveLength(reached);
    });
  },
);

/** What a gate asks is never a target's own: only the configuration can allow it. */
const GATE_REFUSAL = new RegExp(`${REFUSAL.source}|neither a host of`);

describe('the http gate refuses', () => {
  it.each(refusedVisits)('%s', async (_, arrange) => {
    const { probe, url, reached } = arrange(stub);
    const error: ProviderError = await readHttpDecision(
      probe,
      { url },
      context(),
    )
      .then(answer => Promise.reject(new Error(`reached: ${answer.status}`)))
      .catch(caught => caught);
    expect(error).toMatchObject({
      trouble: 'refused',
      message: expect.stringMatching(GATE_REFUSAL),
    });
    expect(stub.requests).toHaveLength(reached);
  });
});
