import {
  LookupError,
  lookupsIn,
  resolveDeep,
  resolvePattern,
  resolveText,
  type LookupKind,
} from './lookups';

const scope = {
  service: { name: 'qfa-backend' },
  parameters: {
    registry: 'localhost:7102',
    host: 'example.org',
    replicas: 2,
    evil: "x'; rm -rf / #",
    lines: 'a\nb',
    slash: 'a/b',
    up: '..',
    list: ['a'],
    empty: '',
    nul: 'a\0b',
  },
  environment: { id: 'dev' },
  release: { tag: 'v0.4.0', version: undefined },
  deploy: 'true',
  artifact: { api: { digest: `sha256:${'a'.repeat(64)}` } },
};

function failure(template: string, kind: LookupKind): LookupError {
  try {
    resolveText(template, scope, kind);
  } catch (error) {
    return error as LookupError;
  }
  throw new Error(`${template} was resolved`);
}

describe('resolveText', () => {
  it.each<[LookupKind, string, string]>([
    ['name', '${{ service.name }}-${{environment.id}}', 'qfa-backend-dev'],
    ['input', '${{ release.tag }}', 'v0.4.0'],
    ['input', '${{ deploy }}', 'true'],
    ['input', '${{ parameters.replicas }}', '2'],
    ['input', '${{ artifact.api.digest }}', `sha256:${'a'.repeat(64)}`],
    ['tag', 'ephemeral-${{ release.tag }}', 'ephemeral-v0.4.0'],
    [
      'image',
      '${{ parameters.registry }}/${{ service.name }}',
      'localhost:7102/qfa-backend',
    ],
    [
      'url',
      'https://${{ parameters.host }}/d/${{ parameters.slash }}?x=1',
      'https://example.org/d/a%2Fb?x=1',
    ],
    ['url', 'http://${{ parameters.registry }}', 'http://localhost:7102'],
    ['path', 'services/${{ service.name }}/**', 'services/qfa-backend/**'],
  ])('resolves %s %s', (kind, template, text) => {
    expect(resolveText(template, scope, kind)).toBe(text);
  });

  it.each<[LookupKind, string, string]>([
    ['name', '${{ service.owner }}', 'service.owner'],
    ['name', '${{ release.version }}', 'release.version'],
    ['name', '${{ parameters.empty }}', 'parameters.empty'],
    ['name', '${{ parameters.list }}', 'parameters.list'],
    ['name', '${{ parameters }}', 'parameters'],
    ['name', '${{ service.constructor }}', 'service.constructor'],
    ['name', '${{ __proto__.polluted }}', '__proto__.polluted'],
    ['name', '${{ 1 + 1 }}', '1 + 1'],
    ['name', '${{ process.exit() }}', 'process.exit()'],
    ['name', '${{ }}', ''],
    ['name', '${{ service.name', ''],
    ['input', '${{ parameters.evil }}', 'parameters.evil'],
    ['input', '${{ parameters.lines }}', 'parameters.lines'],
    ['input', '${{ parameters.nul }}', 'parameters.nul'],
    ['input', '--${{ service.name }}', 'service.name'],
    ['name', 'a/${{ service.name }}', 'service.name'],
    ['tag', '${{ parameters.up }}/${{ service.name }}', 'parameters.up'],
    ['url', 'https://x/${{ parameters.up }}/y', 'parameters.up'],
    ['url', 'ftp://${{ service.name }}', 'service.name'],
    ['image', '${{ parameters.registry }}', 'parameters.registry'],
    ['image', 'x.io/${{ service.name }}:latest', 'service.name'],
    ['name', '${{ service.name }}'.repeat(30), 'service.name'],
  ])('refuses %s %s', (kind, template, lookup) => {
    const error = failure(template, kind);
    expect(error).toBeInstanceOf(LookupError);
    expect(error.lookup).toBe(lookup);
  });

  it('lets no looked-up value move a URL to another host', () => {
    const hostile = { x: 'evil.example/@good', y: 'user@evil.example' };
    expect(resolveText('https://good.example/${{ x }}', hostile, 'url')).toBe(
      'https://good.example/evil.example%2F%40good',
    );
    expect(() =>
      resolveText('https://${{ y }}.good.example', hostile, 'url'),
    ).toThrow('is not an http or https URL');
  });

  it('replaces nothing a second time', () => {
    const nested = { a: '${{ b }}', b: 'x' };
    expect(() => resolveText('${{ a }}', nested, 'input')).toThrow(LookupError);
  });
});

it('names the look-ups of a text', () => {
  expect(lookupsIn('a ${{ b.c }} ${{d}}')).toEqual(['b.c', 'd']);
});

it('quotes values inside patterns', () => {
  expect(resolvePattern('^${{ parameters.host }}/v', scope)).toBe(
    '^example\\.org/v',
  );
});

describe('resolveDeep', () => {
  it('resolves nested texts and leaves the rest', () => {
    expect(
      resolveDeep(
        { a: ['${{ service.name }}'], b: { c: 1, d: '/x?y', e: null } },
        scope,
      ),
    ).toEqual({ a: ['qfa-backend'], b: { c: 1, d: '/x?y', e: null } });
  });

  it('says where a look-up failed', () => {
    expect(() => resolveDeep({ a: [{ b: '${{ nope }}' }] }, scope)).toThrow(
      expect.objectContaining({ lookup: 'nope', path: ['a', '0', 'b'] }),
    );
  });
});
