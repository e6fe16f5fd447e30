import { parseChallenge } from './challenge';
import { parseImageName } from './imageName';

it.each([
  ['ghcr.io/acme/api', 'ghcr.io', 'acme/api'],
  ['localhost:7102/qfa-backend', 'localhost:7102', 'qfa-backend'],
  ['localhost/api', 'localhost', 'api'],
  ['nginx', 'registry-1.docker.io', 'library/nginx'],
  ['acme/api', 'registry-1.docker.io', 'acme/api'],
  ['docker.io/acme/api', 'registry-1.docker.io', 'acme/api'],
])('takes %s apart', (image, host, name) => {
  expect(parseImageName(image)).toEqual({ host, name });
});

it.each([
  '',
  'ghcr.io/',
  'ghcr.io/Acme/api',
  'ghcr.io/acme/../api',
  'ghcr.io/api:v1',
  `ghcr.io/api@sha256:${'a'.repeat(64)}`,
  'user@ghcr.io/api',
  'ghcr.io/api?x=y',
])('takes %p for no image name', image => {
  expect(parseImageName(image)).toBeUndefined();
});

it.each([
  [
    'Bearer realm="https://a/token",service="a",scope="repository:x:pull,push"',
    {
      scheme: 'bearer',
      realm: 'https://a/token',
      service: 'a',
      scope: 'repository:x:pull,push',
    },
  ],
  [
    'bearer service=a, realm=https://a/t',
    { scheme: 'bearer', realm: 'https://a/t', service: 'a' },
  ],
  ['Basic realm="x"', { scheme: 'basic' }],
  ['Bearer service="a"', undefined],
  ['Negotiate', undefined],
  [null, undefined],
])('reads the challenge %s', (header, expected) => {
  expect(parseChallenge(header)).toEqual(expected);
});
