import { awsChangeError, awsReadError } from './awsErrors';

const failure = (fields: object) => Object.assign(new Error('No.'), fields);
const answer = (name: string, httpStatusCode = 400, more = {}) =>
  failure({ name, $metadata: { httpStatusCode }, ...more });

it.each([
  [
    'no credential',
    failure({ name: 'CredentialsProviderError' }),
    'unauthorized',
    'unauthorized',
  ],
  [
    'an expired token',
    answer('ExpiredTokenException'),
    'unauthorized',
    'unauthorized',
  ],
  [
    'a missing permission',
    answer('AccessDeniedException'),
    'unauthorized',
    'unauthorized',
  ],
  [
    'a limited rate',
    answer('ThrottlingException'),
    'rate-limited',
    'rate-limited',
  ],
  [
    'no such cluster',
    answer('ClusterNotFoundException'),
    'not-found',
    'not-found',
  ],
  [
    'a bad parameter',
    answer('InvalidParameterException'),
    'refused',
    'refused',
  ],
  [
    'a server error',
    answer('ServerException', 500),
    'unavailable',
    'unknown-outcome',
  ],
  [
    'a host that is down',
    failure({ code: 'ECONNREFUSED' }),
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
  expect(awsReadError(error, 'service web').trouble).toBe(reading);
  expect(awsChangeError(error, 'update web').trouble).toBe(changing);
});

it('waits as long as AWS asks', () => {
  const error = answer('ThrottlingException', 400, {
    $response: { headers: { 'retry-after': '17' } },
  });
  expect(awsReadError(error, 'service web').options.retryAfterMs).toBe(17_000);
});

it('never repeats what was signed, nor a key', () => {
  const token = 'IQoJb3JpZ2luX2VjEJr';
  const quoted = Object.assign(
    new Error(
      `The Canonical String should have been x-amz-security-token:${token}`,
    ),
    { name: 'SignatureDoesNotMatch', $metadata: { httpStatusCode: 403 } },
  );
  expect(awsReadError(quoted, 'service web').message).not.toContain(token);
  const named = Object.assign(
    new Error(`key AKIAIOSFODNN7EXAMPLE and x-amz-security-token:${token}`),
    {
      name: 'InvalidParameterException',
      $metadata: { httpStatusCode: 400 },
    },
  );
  const { message } = awsReadError(named, 'service web');
  expect(message).not.toContain('AKIAIOSFODNN7EXAMPLE');
  expect(message).not.toContain(token);
});
