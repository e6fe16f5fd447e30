import { readdirSync, readFileSync } from 'fs';
import { join, resolve } from 'path';
import { cloneDeep, set } from 'lodash';
import { parse } from 'yaml';
import { installedWords } from '../../installedWords';
import {
  installed,
  preparedFlow,
  serviceEntity,
} from '../__testUtils__/flowFixture';
import { CODES } from '../doctor/codes';
import { parseFlow } from '../flow';
import { resolveBinding } from '../resolveBinding';
import { mermaidProblems } from './__testUtils__/mermaidProblems';
import { personOf } from './subject';
import { renderFlowDocument } from '.';
import { md } from './markdown';

const FLOWS = resolve(__dirname, '../../../../../catalog/flows');
const words = installedWords();

function declared(file: string) {
  return parse(readFileSync(join(FLOWS, file), 'utf8'));
}

function render(entity: any) {
  const parsed = parseFlow(entity);
  if ('error' in parsed) throw new Error(JSON.stringify(parsed.error));
  const { title, spec } = parsed.flow;
  return {
    spec,
    text: renderFlowDocument({ title, spec, words }),
  };
}

const missingIn = (text: string, parts: Array<string | undefined>) =>
  parts.filter(part => part && !text.includes(part));

const files = readdirSync(FLOWS).filter(name => name.endsWith('.yaml'));

it('has flows to render', () => {
  expect(files.length).toBeGreaterThanOrEqual(3);
});

describe.each(files)('%s', file => {
  const entity = declared(file);
  const { spec, text } = render(entity);
  const sectionOf = (title: string) =>
    text.split(/^(?=#{2,3} )/m).find(part => part.startsWith(title))!;
  const titleOf = (id: string) =>
    id === 'source'
      ? 'Source'
      : (spec.environments.find(each => each.id === id)?.title ?? id);

  it.each(spec.environments.map(each => [each.id, each] as const))(
    'tells all of the environment %s',
    (id, environment) => {
      const section = sectionOf(
        `### ${md(environment.title ? `${environment.title} (${id})` : id)}`,
      );
      const facts = [
        environment.purpose,
        environment.stability,
        environment.data,
        environment.infrastructure,
        environment.monitoring,
        ...(environment.access ?? []).map(personOf),
        ...(environment.settings ?? []).map(({ name }) => `\`${name}\``),
        ...(environment.links ?? []).map(({ title }) => title),
        ...Object.keys(environment.urls ?? {}),
        `\`${environment.target.type}\``,
      ];
      expect(missingIn(section, facts)).toEqual([]);
    },
  );
  it.each(spec.paths.map(path => [`${path.from} → ${path.to}`, path] as const))(
    'tells every gate of %s',
    (_title, path) => {
      const section = sectionOf(
        `### ${md(`${titleOf(path.from)} → ${titleOf(path.to)}`)}`,
      );
      const to = spec.environments.find(({ id }) => id === path.to)!;
      const gates = [...to.gates, ...(path.gates ?? [])];
      const lines = section.match(/^ {2}- \*\*/gm) ?? [];
      const always = [
        'source',
        'proven-upstream',
        'artifact-available',
        'freeze',
      ];
      const kinds = new Set([...always, ...gates.map(({ type }) => type)]);
      // One line for each gate, those that are always there once.
      expect(lines).toHaveLength(
        always.length +
          gates.filter(({ type }) => !always.includes(type)).length,
      );
      expect(kinds.size).toBeGreaterThanOrEqual(always.length);
      const names = gates.flatMap(({ title, from }) => [
        ...((from as string[] | undefined) ?? []).map(ref => ref.split('/')[1]),
        title as string | undefined,
      ]);
      expect(
        missingIn(
          section,
          names.map(name => name && md(name)),
        ),
      ).toEqual([]);
    },
  );

  it('names every workflow, tag and branch that deploys', () => {
    const deployers = spec.environments.flatMap(({ deploy }) => [
      deploy.automatic?.workflow,
      ...(deploy.automatic?.alsoWorkflows ?? []),
      deploy.manual?.by === 'workflow' ? deploy.manual.file : undefined,
    ]);
    const workflows = [
      ...deployers,
      spec.source.create?.workflow,
      spec.source.ephemeral?.workflow,
      spec.infrastructure?.workflow,
      spec.docs?.workflow,
    ].map(name => name && `\`${name}\``);
    expect(missingIn(text, workflows)).toEqual([]);
  });

  it('tells every verification, checklist item and runbook', () => {
    for (const environment of spec.environments) {
      const section = sectionOf(
        `### Verified in ${environment.title ?? environment.id}`,
      );
      expect(section?.match(/^- \*\*/gm)?.length ?? 0).toBe(
        environment.verify.length,
      );
      for (const config of environment.verify) {
        expect(section).toContain(md(words.verification(config).title));
      }
    }
    const checklists = [
      ...spec.environments.flatMap(({ gates, verify }) => [
        ...gates,
        ...verify,
      ]),
      ...spec.paths.flatMap(({ gates }) => gates ?? []),
    ].filter(({ type }) => type === 'checklist');
    for (const { items } of checklists) {
      for (const item of items as Array<{ text: string }>) {
        expect(text).toContain(`- [ ] ${md(item.text)}`);
      }
    }
    for (const { title } of spec.runbooks ?? []) {
      expect(text).toContain(`### ${md(title)}`);
    }
    for (const { title } of spec.troubleshooting ?? []) {
      expect(text).toContain(`### ${md(title)}`);
    }
  });

  it('tells how it runs, and what to try in trouble', () => {
    const notes = spec.runtimeNotes ?? [];
    const runs = sectionOf('## How it runs') ?? '';
    expect(runs.match(/^- \*\*/gm)?.length ?? 0).toBe(notes.length);
    const told = notes.flatMap(({ title, text: note }) => [
      `**${md(title)}**`,
      note,
    ]);
    expect(missingIn(runs, told)).toEqual([]);
    for (const { title, steps } of spec.troubleshooting ?? []) {
      expect(missingIn(sectionOf(`### ${md(title)}`), steps.map(md))).toEqual(
        [],
      );
    }
  });

  it('draws diagrams that are well formed', () => {
    const diagrams = [...text.matchAll(/```mermaid\n([\s\S]*?)\n```/g)];
    expect(diagrams.length).toBeGreaterThanOrEqual(2);
    for (const [, diagram] of diagrams) {
      expect(mermaidProblems(diagram)).toEqual([]);
    }
  });

  it('is the same each time', () => {
    expect(render(declared(file)).text).toBe(text);
  });
});

describe('a declaration that changes', () => {
  const before = declared('azure-trusted.yaml');
  const base = render(before).text;
  it.each<[string, string, unknown, string]>([
    ['title', 'spec.title', 'Something else', '# Something else'],
    ['purpose', 'spec.environments[0].purpose', 'To look', 'To look'],
    [
      'approvals',
      'spec.environments[2].gates[7].required',
      4,
      '4 approvals from qfa-leads or qfa-qa',
    ],
    [
      'mode of the way back',
      'spec.environments[0].rollback',
      { gates: 'none', targets: 'any-earlier' },
      'Back to any earlier release',
    ],
    [
      'deployer',
      'spec.environments[1].deploy.manual',
      { by: 'workflow', file: 'other.yaml' },
      '`other.yaml`',
    ],
    [
      'trigger',
      'spec.environments[0].deploy.automatic',
      { on: 'release-drafted', by: 'workflow', workflow: 'push.yaml' },
      'when a release is drafted, Release Flow runs `push.yaml`',
    ],
    [
      'tag',
      'spec.environments[1].deploy.manual',
      { by: 'tag', tag: 'v${{ release.version }}' },
      '`v<release.version>`',
    ],
    [
      'path',
      'spec.paths[3]',
      { from: 'dev', to: 'prd' },
      '### Dev → Production',
    ],
    [
      'branch of a path',
      'spec.paths[0].branch',
      'release/.+',
      'Only builds of `release/.+`',
    ],
    [
      'verification',
      'spec.environments[1].verify[3]',
      { type: 'bake', for: 'PT2H' },
      '**Healthy for 2 hr**',
    ],
    [
      'window',
      'spec.environments[2].gates[9]',
      {
        type: 'freeze',
        windows: [
          {
            schedule: '0 9 * * MON-THU',
            duration: 'PT7H',
            timeZone: 'Europe/Amsterdam',
          },
        ],
      },
      '`0 9 * * MON-THU` for 7 hours, Europe/Amsterdam',
    ],
    [
      'hotfix',
      'spec.source.hotfix',
      { branch: 'hotfix/.+', base: ['main', 'release'] },
      'from the main branch or a release branch',
    ],
    [
      'runbook',
      'spec.runbooks',
      [
        {
          id: 'lock',
          title: 'Free the lock',
          environments: ['prd'],
          steps: ['Look at `pg_locks`.'],
        },
      ],
      '### Free the lock',
    ],
    [
      'announcements',
      'spec.announce',
      { stakeholders: ['group:default/board'] },
      'board hears of major versions too',
    ],
    [
      'alarm',
      'spec.environments[2].alarms',
      [
        {
          name: 'cpu',
          metric: 'CPUUtilization',
          comparison: '>',
          threshold: 80,
          period: 'PT5M',
        },
      ],
      '> 80 over 5 minutes',
    ],
    [
      'GitHub',
      'spec.environments[2].github',
      {
        environments: [
          { name: 'production', waitMinutes: 30, branches: ['main'] },
        ],
      },
      '| `production` | Production | – | 30 min | `main` |',
    ],
    [
      'protection',
      'spec.protection',
      [{ branch: 'main', reviews: 2 }],
      '| `main` | 2 | – | refused | refused |',
    ],
    [
      'docs',
      'spec.docs.site',
      'https://docs.example/',
      '[https://docs.example/](https://docs.example/)',
    ],
    [
      'drills',
      'spec.rollbackDrill',
      { every: 'P30D', environments: ['staging', 'prd'], within: 'PT15M' },
      'every 30 days: really in Staging, where nobody is hurt, and as a preflight in',
    ],
    [
      'bound of drills',
      'spec.rollbackDrill',
      { every: 'P90D', within: 'PT15M' },
      'Either way may take 15 minutes',
    ],
    [
      'infrastructure',
      'spec.infrastructure.plannedFor',
      'staging',
      'for Staging only',
    ],
    [
      'troubleshooting',
      'spec.troubleshooting',
      [{ title: 'It hangs', steps: ['Wait'] }],
      '### It hangs',
    ],
    [
      'runtime note',
      'spec.runtimeNotes',
      [{ title: 'Start', text: 'Each start runs `migrate` behind a lock.' }],
      '- **Start**: Each start runs `migrate` behind a lock.',
    ],
    ['practice', 'spec.practices', '- Be kind', '- Be kind'],
  ])('changes the document with its %s', (_what, path, value, says) => {
    const changed = set(cloneDeep(before), path, value);
    const { text } = render(changed);
    expect(base).not.toContain(says);
    expect(text).toContain(says);
    for (const [, diagram] of text.matchAll(/```mermaid\n([\s\S]*?)\n```/g)) {
      expect(mermaidProblems(diagram)).toEqual([]);
    }
  });

  it('tells of a branch that the commit is brought onto', () => {
    const changed = cloneDeep(before);
    set(changed, 'spec.artifacts', [{ component: 'api' }]);
    set(changed, 'spec.environments[1].deploy.manual', {
      by: 'branch',
      branch: 'staging',
      method: 'cherry-pick',
      pullRequest: true,
    });
    set(changed, 'spec.environments[1].onFailure', 'stop');
    expect(render(changed).text).toContain(
      "cherry-picks the artifact's commit into `staging` by a pull request",
    );
  });
});

it('draws the branches of a push without what a table would need', () => {
  const changed = cloneDeep(declared('aws-tagged.yaml'));
  set(changed, 'spec.source.branches', ['main', 'fix']);
  set(changed, 'spec.environments[0].deploy.automatic.branch', 'main|fix');
  expect(render(changed).text).toContain('By itself on a push to main#124;fix');
});

it('puts in what a service gives', () => {
  const { flow, parameters, ranks } = preparedFlow();
  const result = resolveBinding(
    serviceEntity(),
    { flow, parameters, ranks },
    installed,
  );
  if ('error' in result) throw new Error(result.error.message);
  const { title, spec } = flow;
  const { binding } = result;
  const text = renderFlowDocument({ title, spec, binding, words });
  expect(text).toContain('of The shop');
  expect(text).toContain('`registry.example/shop`');
  expect(text).toContain('https://shop-dev.example');
  expect(text).not.toContain('<service.name>');
});

describe('text from elsewhere', () => {
  const BAD =
    '</code>"] --> x <script>alert(1)</script> `a` | **b** [c](javascript:d) %%{init}%% ```';

  it.each([
    'spec.title',
    'spec.environments[2].title',
    'spec.environments[2].purpose',
    'spec.environments[2].gates[5].title',
    'spec.environments[2].gates[6].items[0].text',
  ])('stays text in %s', path => {
    const bad = path.endsWith('title') ? BAD.slice(0, 55) : BAD;
    const { text } = render(set(declared('azure-trusted.yaml'), path, bad));
    expect(text).toMatch(/alert|script/);
    expect(text).not.toContain('<script');
    expect(text).not.toMatch(/(?<!\\)\]\(javascript:/);
    expect(text).not.toContain('**b**');
    const diagrams = [...text.matchAll(/```mermaid\n([\s\S]*?)\n```/g)];
    expect(diagrams).toHaveLength(3);
    for (const [, diagram] of diagrams) {
      expect(mermaidProblems(diagram)).toEqual([]);
    }
  });

  it('tells why a practice matters that names a finding of the doctor', () => {
    const practices = '- Keep keys short-lived (`long-lived-keys`), `or-else`';
    const { text } = render(
      set(declared('azure-trusted.yaml'), 'spec.practices', practices),
    );
    expect(text).toContain('The doctor looks whether they are kept');
    expect(text).toContain(
      `- \`long-lived-keys\`: ${CODES['long-lived-keys'][1]}`,
    );
    expect(text).not.toContain('- `or-else`');
  });

  it('keeps Markdown of practices inside its section', () => {
    const practices =
      '# Big\n\n<img src=x onerror=alert(1)>\n\n```sh\necho <b>';
    const { text } = render(
      set(declared('azure-trusted.yaml'), 'spec.practices', practices),
    );
    expect(text).toContain('### Big');
    expect(text).toContain('&lt;img');
    expect(text).toMatch(/echo <b>\n```\n/);
    expect(text.match(/^# /gm)).toHaveLength(1);
  });
});
