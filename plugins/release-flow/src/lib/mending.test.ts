import { readMending } from './mending';

const asText = (fix: string) =>
  readMending(fix).map(({ kind, text }) =>
    kind === 'code' ? `[${text}]` : text,
  );

describe('readMending', () => {
  it.each([
    [
      "Try the way back in Dev: 'Drill' in its menu",
      ["Try the way back in Dev: 'Drill' in its menu."],
    ],
    [
      'Settings → Environments → prd → Wait timer: 5 minutes, in acme/site',
      ['Settings → Environments → prd → Wait timer: 5 minutes, in acme/site.'],
    ],
    ['Git has no such branch', ['Git has no such branch.']],
    [
      'gh secret delete KEY --repo acme/site',
      ['[gh secret delete KEY --repo acme/site]'],
    ],
    [
      "gh api repos/a/b/contents/x.yml -H 'accept: application/vnd.github.raw' | actionlint -",
      [
        "[gh api repos/a/b/contents/x.yml -H 'accept: application/vnd.github.raw' | actionlint -]",
      ],
    ],
    ["gh api x <<'JSON'\n{}\nJSON", ["[gh api x <<'JSON'\n{}\nJSON]"]],
    [
      'gh run rerun --failed 7 --repo acme/site, or mend what failed',
      ['[gh run rerun --failed 7 --repo acme/site]', 'Or mend what failed.'],
    ],
    [
      'release-flow check <file>, and mend the field it names',
      ['[release-flow check <file>]', 'Mend the field it names.'],
    ],
    [
      'Turn on HTTPS Only: az webapp update --https-only true',
      ['Turn on HTTPS Only:', '[az webapp update --https-only true]'],
    ],
    [
      "Give it one: az webapp identity assign --name web. Then grant it a role: select * from grant_it('web')",
      [
        'Give it one:',
        '[az webapp identity assign --name web]',
        'Then grant it a role:',
        "[select * from grant_it('web')]",
      ],
    ],
    [
      'concurrency: deploy-prd in release.yaml',
      ['In release.yaml:', '[concurrency: deploy-prd]'],
    ],
    [
      'jobs.deploy.environment: <name of the environment> in deploy.yml',
      [
        'In deploy.yml:',
        '[jobs.deploy.environment: <name of the environment>]',
      ],
    ],
    [
      'gates: [{ type: approvals, required: 2 }] for prd in the flow',
      ['For prd in the flow:', '[gates: [{ type: approvals, required: 2 }]]'],
    ],
    [
      'permissions: { id-token: write } and sign in by OpenID Connect; then delete the keys',
      [
        'Permissions: { id-token: write } and sign in by OpenID Connect; then delete the keys.',
      ],
    ],
    [
      'run-name: Deploy ${{ inputs.id }}',
      ['[run-name: Deploy ${{ inputs.id }}]'],
    ],
  ])('%s', (fix, parts) => {
    expect(asText(fix)).toEqual(parts);
  });
});
