import { azureChangeError, azureReadError } from './azureErrors';

const failure = (fields: object) => Object.assign(new Error('No.'), fields);
const answer = (statusCode: number, code = 'Code') =>
  failure({ name: 'RestError', statusCode, code });

it.each([
  [
    'no credential',
    failure({ name: 'CredentialUnavailableError' }),
    'unauthorized',
    'unauthorized',
  ],
  [
    'a credential that is refused',
    failure({ name: 'AuthenticationError', statusCode: 400 }),
    'unauthorized',
    'unauthorized',
  ],
  [
    'none of many credentials',
    failure({ name: 'AggregateAuthenticationError' }),
    'unauthorized',
    'unauthorized',
  ],
  ['an expired token', answer(401), 'unauthorized', 'unauthorized'],
  [
    'a missing role',
    answer(403, 'AuthorizationFailed'),
    'unauthorized',
    'unauthorized',
  ],
  ['a policy', answer(403, 'RequestDisallowedByPolicy'), 'refused', 'refused'],
  ['no such site', answer(404), 'not-found', 'not-found'],
  ['a lock', answer(409, 'ScopeLocked'), 'refused', 'refused'],
  ['a limited rate', answer(429), 'rate-limited', 'rate-limited'],
  [
    'a request that took too long',
    answer(408),
    'unavailable',
    'unknown-outcome',
  ],
  ['a server error', answer(500), 'unavailable', 'unknown-outcome'],
  [
    'a host that is down',
    failure({ code: 'ECONNREFUSED' }),
    'unavailable',
    'unavailable',
  ],
  [
    'a name without address',
    failure({ code: 'ENOTFOUND' }),
    'unavailable',
    'unavailable',
  ],
  [
    'a broken connection',
    failure({ code: 'ECONNRESET' }),
    'unavailable',
    'unknown-outcome',
  ],
  [
    'a timeout',
    failure({ name: 'AbortError' }),
    'unavailable',
    'unknown-outcome',
  ],
])('tells %s apart', (_, error, reading, changing) => {
  expect(azureReadError(error, 'site web').trouble).toBe(reading);
  expect(azureChangeError(error, 'set the image of web').trouble).toBe(
    changing,
  );
});

it('waits as long as Azure asks', () => {
  const headers = new Headers({ 'retry-after': '17' });
  const error = Object.assign(answer(429), { response: { headers } });
  expect(azureReadError(error, 'site web').options.retryAfterMs).toBe(17_000);
});

it('says what to look at', () => {
  expect(azureReadError(answer(401), 'site web').message).toBe(
    'Azure does not let Release Flow in (site web): No. Check releaseFlow.azure and the roles of its identity.',
  );
});
