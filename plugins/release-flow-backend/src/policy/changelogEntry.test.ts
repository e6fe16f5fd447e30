import { entryProblem, headingLike, withEntry } from './changelogEntry';

const KEPT = [
  '# Changelog',
  '',
  '## Unreleased',
  '',
  '- later',
  '',
  '## [1.2.2] - 2026-01-02',
  '',
  '- before',
  '',
].join('\n');

describe('the heading of a new entry', () => {
  it.each([
    ['as kept', KEPT, '1.2.3', '## [1.2.3] - 2026-02-03'],
    ['with a v', '## v1.0.0\n', '1.2.3', '## v1.2.3'],
    [
      'without a v',
      '## 1.0.0 (2026-01-01)\n',
      'v1.2.3',
      '## 1.2.3 (2026-02-03)',
    ],
    ['of a prerelease', '## v1.0.0-rc.1\n', 'v1.2.3', '## v1.2.3'],
    ['of an empty file', '', 'v1.2.3', '## v1.2.3'],
    ['of no file', undefined, '1.2.3', '## 1.2.3'],
  ])('%s', (_name, text, version, expected) => {
    expect(headingLike(text, version, '2026-02-03')).toBe(expected);
  });
});

describe('the file with the entry', () => {
  it('has it before older ones and after what is not released', () => {
    const lines = withEntry(KEPT, '## [1.2.3] - 2026-02-03', '- fix').split(
      '\n',
    );
    const at = (text: string) => lines.indexOf(text);
    expect(at('## [1.2.3] - 2026-02-03')).toBeGreaterThan(at('- later'));
    expect(at('- fix')).toBeLessThan(at('## [1.2.2] - 2026-01-02'));
    expect(withEntry(KEPT, 'x', 'y')).toContain('- before');
  });

  it('begins where there is none', () => {
    expect(withEntry(undefined, '## 1.2.3', '- fix')).toBe(
      '# Changelog\n\n## 1.2.3\n\n- fix\n',
    );
    expect(withEntry('# Log\n\nText\n', '## 1.2.3', '- fix')).toBe(
      '# Log\n\nText\n\n## 1.2.3\n\n- fix\n',
    );
  });
});

it('says what the flow would still miss', () => {
  const changelog = {
    file: 'CHANGELOG.md',
    at: 'tag' as const,
    branch: 'main',
    heading: '^## v?1\\.2\\.3$',
    sections: ['Fixes'],
  };
  expect(
    entryProblem(changelog, '## 1.2.3', '### Fixes\n- one'),
  ).toBeUndefined();
  expect(entryProblem(changelog, '## 1.2.3', '- one')).toMatch(/lacks Fixes/);
  expect(entryProblem(changelog, '## 1.2.4', '### Fixes\n- one')).toMatch(
    /no line like/,
  );
});
