import type { JsonValue } from '@backstage/types';
import { serviceEntity } from './__testUtils__/flowFixture';
import { repositoryOf } from './sourceRepository';

type Change = [path: string[], value: JsonValue | undefined];
const annotation = (name: string) => ['metadata', 'annotations', name];
const LOCATION = annotation('backstage.io/managed-by-location');
const SOURCE = annotation('backstage.io/source-location');
const SLUG = annotation('github.com/project-slug');

const find = (changes: Change[], listed?: string[]) =>
  repositoryOf(serviceEntity(...changes), listed);

it.each<[string, Change[], string, string]>([
  [
    'no slug',
    [[SLUG, undefined]],
    'metadata.annotations.github.com/project-slug',
    'is required',
  ],
  [
    'bad slug',
    [[SLUG, 'acme/shop/../..']],
    'metadata.annotations.github.com/project-slug',
    'owner/name',
  ],
  [
    'dots as a repository',
    [[SLUG, 'acme/..']],
    'metadata.annotations.github.com/project-slug',
    'owner/name',
  ],
  [
    'repository of somebody else',
    [[SLUG, 'acme/payments']],
    'metadata.annotations.github.com/project-slug',
    'comes from github.com/acme/shop',
  ],
  [
    'repository and claimed source of somebody else',
    [
      [SLUG, 'acme/payments'],
      [SOURCE, 'url:https://github.com/acme/payments/'],
    ],
    'metadata.annotations.github.com/project-slug',
    'comes from github.com/acme/shop',
  ],
  [
    'same slug on another host',
    [[SOURCE, 'url:https://evil.example/acme/shop/']],
    'metadata.annotations.github.com/project-slug',
    'not from evil.example/acme/shop',
  ],
  [
    'no location',
    [
      [SOURCE, undefined],
      [LOCATION, 'file:/x/catalog.yaml'],
    ],
    'metadata.annotations.backstage.io/source-location',
    'is required',
  ],
])('names the field: %s', (_name, changes, field, message) => {
  expect(find(changes)).toEqual({
    error: { field, message: expect.stringContaining(message) },
  });
});

it('is the one the entity comes from', () => {
  expect(find([])).toEqual({
    repository: {
      host: 'github.com',
      slug: 'acme/shop',
      url: 'https://github.com/acme/shop',
    },
  });
});

it('is found by the managed location when there is no source location', () => {
  expect(find([[SOURCE, undefined]])).toHaveProperty(
    'repository.host',
    'github.com',
  );
});

it('keeps the port of its host, and trusts a file the portal was given', () => {
  const result = find([
    [LOCATION, 'file:/x/catalog.yaml'],
    [SOURCE, 'url:http://localhost:7100/acme/shop/tree/main/'],
  ]);
  expect(result).toEqual({
    repository: {
      host: 'localhost:7100',
      slug: 'acme/shop',
      url: 'http://localhost:7100/acme/shop',
    },
  });
});

const ELSEWHERE: Change[] = [
  [LOCATION, 'url:https://github.com/acme/catalog/tree/main/all.yaml'],
];

it.each([['acme/shop'], ['github.com/Acme/*'], ['acme/*']])(
  'may be another one that the flow lists as %s',
  entry => {
    expect(find(ELSEWHERE, [entry])).toHaveProperty(
      'repository.slug',
      'acme/shop',
    );
  },
);

it.each([['acme/sho'], ['other/*'], ['ghe.example/acme/shop'], ['*']])(
  'is refused when the flow lists %s',
  entry => {
    expect(find(ELSEWHERE, [entry])).toHaveProperty('error');
  },
);
