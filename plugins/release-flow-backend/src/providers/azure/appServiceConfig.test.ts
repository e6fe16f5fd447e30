import { valueAt } from '../jsonPointer';
import { appServiceSchema } from './appServiceConfig';
import { parseLinuxFxVersion } from './containerImage';

const digest = `sha256:${'a1'.repeat(32)}`;

it.each([
  [
    `DOCKER|acr.azurecr.io/team/web@${digest}`,
    { image: 'acr.azurecr.io/team/web', digest },
  ],
  [
    `docker|localhost:7102/web:v1@${digest}`,
    { image: 'localhost:7102/web', digest },
  ],
  ['DOCKER|acr.azurecr.io/web:v1.2.3', { label: 'acr.azurecr.io/web:v1.2.3' }],
  ['DOCKER|acr.azurecr.io:5000/web', { label: 'acr.azurecr.io:5000/web' }],
  ['PYTHON|3.12', { label: 'PYTHON|3.12' }],
  ['sitecontainers', { label: 'sitecontainers' }],
  ['', undefined],
  [undefined, undefined],
])('reads linuxFxVersion %s', (value, expected) => {
  expect(parseLinuxFxVersion(value)).toEqual(expected);
});

it.each([
  ['/digest', 'd'],
  ['/build/image~1id', 'x'],
  ['/list/0', 'first'],
  ['/nothing/here', undefined],
  ['/constructor', undefined],
])('finds what the pointer %s names', (pointer, expected) => {
  const document = {
    digest: 'd',
    build: { 'image/id': 'x' },
    list: ['first'],
  };
  expect(valueAt(document, pointer)).toBe(expected);
});

it.each([
  ['a path in a name', { site: '../other' }],
  [
    'a foreign host in a path',
    { identity: { path: '//e.vil', pointer: '/d' } },
  ],
  ['a pointer that is none', { identity: { path: '/v', pointer: 'digest' } }],
  ['a url that is none', { url: 'ftp://host' }],
  ['a subscription that is none', { subscription: 'mine' }],
])('refuses %s', (_, more) => {
  const config = {
    type: 'azure-app-service',
    resourceGroup: 'rg',
    site: 'web',
  };
  expect(appServiceSchema.safeParse(config).success).toBe(true);
  const odd = { ...config, ...more };
  expect(appServiceSchema.safeParse(odd).success).toBe(false);
});
