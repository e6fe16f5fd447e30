import { execFileSync } from 'child_process';
import type { Plan } from 'backstage-plugin-release-flow-common';
import { command, quoted } from './shell';
import { stepCommands } from './stepCommands';

const COMMIT = 'c'.repeat(40);
const DIGEST = `sha256:${'d'.repeat(64)}`;
const site = {
  type: 'azure-app-service',
  resourceGroup: 'rg-shop',
  site: 'shop-prd',
};

function commandsOf(plan: Partial<Plan>, host = 'github.com') {
  const found = stepCommands({
    plan: {
      target: site,
      deployer: { by: 'target' },
      artifact: [
        {
          component: 'api',
          identity: { image: 'acr.io/shop', digest: DIGEST },
        },
      ],
      verifications: [],
      ...plan,
    } as Plan,
    repository: { host, slug: 'acme/shop', url: '' },
    environment: { urls: { web: 'https://shop.example' } },
    commit: COMMIT,
  });
  return Object.fromEntries(found.map(({ step, lines }) => [step, lines]));
}

it.each<[string, Partial<Plan>, string[]]>([
  [
    'an App Service',
    {},
    [
      `az webapp config container set --name shop-prd --resource-group rg-shop --container-image-name acr.io/shop@${DIGEST}`,
    ],
  ],
  [
    'a slot of one',
    { target: { ...site, slot: 'blue' } },
    [
      `az webapp config container set --name shop-prd --resource-group rg-shop --slot blue --container-image-name acr.io/shop@${DIGEST}`,
    ],
  ],
  [
    'an ECS service',
    {
      target: {
        type: 'aws-ecs',
        cluster: 'shop-cluster',
        service: 'shop-api',
        region: 'eu-west-1',
      },
    },
    [
      'aws ecs list-task-definitions --family-prefix shop-api --region eu-west-1 --sort DESC --max-items 5',
      'aws ecs update-service --cluster shop-cluster --service shop-api --region eu-west-1 --task-definition "$TASK_DEFINITION"',
    ],
  ],
  [
    'the parts of a group',
    {
      target: {
        type: 'group',
        parts: [
          {
            name: 'api',
            components: ['api'],
            target: { type: 'aws-ecs', cluster: 'c', service: 'shop-api' },
          },
          {
            name: 'web',
            components: ['web'],
            target: { type: 'render', service: 'shop web' },
          },
        ],
      },
      artifact: [{ component: 'web', identity: { commit: COMMIT } }],
    } as Partial<Plan>,
    [
      'aws ecs list-task-definitions --family-prefix shop-api --sort DESC --max-items 5',
      'aws ecs update-service --cluster c --service shop-api --task-definition "$TASK_DEFINITION"',
      `SERVICE=$(render services --output json | jq -r --arg name 'shop web' '.[].service | select(.name == $name) | .id')`,
      `render deploys create "$SERVICE" --commit ${COMMIT} --wait --confirm`,
    ],
  ],
  [
    'a workflow',
    {
      deployer: {
        by: 'workflow',
        workflow: 'promote-to-prd.yaml',
        ref: null,
        inputs: { tag: 'v0.4.0', note: "it's $(whoami)" },
      },
    },
    [
      `gh workflow run promote-to-prd.yaml --repo acme/shop --raw-field tag=v0.4.0 --raw-field 'note=it'\\''s $(whoami)'`,
    ],
  ],
  [
    'a tag',
    {
      deployer: {
        by: 'tag',
        tag: 'v1.2.3-stage',
        message: 'Release v1.2.3 to stage',
      },
    },
    [
      'git fetch origin --tags',
      `git tag --annotate v1.2.3-stage ${COMMIT} --message 'Release v1.2.3 to stage'`,
      'git push origin refs/tags/v1.2.3-stage',
    ],
  ],
  [
    'a merge',
    { deployer: { by: 'branch', branch: 'staging', method: 'merge' } },
    [
      'git fetch origin',
      'git switch staging',
      `git merge --no-ff ${COMMIT}`,
      'git push origin HEAD:refs/heads/staging',
    ],
  ],
  [
    'a cherry-pick',
    { deployer: { by: 'branch', branch: 'staging', method: 'cherry-pick' } },
    [
      'git fetch origin',
      'git switch staging',
      `git cherry-pick -x ${COMMIT}`,
      'git push origin HEAD:refs/heads/staging',
    ],
  ],
])('deploys to %s', (_, plan, lines) => {
  expect(commandsOf(plan).deploy).toEqual(lines);
});

it('names the host of a repository that is not on github.com', () => {
  const deployer = { by: 'workflow', workflow: 'go.yaml', ref: 'v1' };
  expect(commandsOf({ deployer }, 'git.example:8443').deploy).toEqual([
    'gh workflow run go.yaml --repo git.example:8443/acme/shop --ref v1',
  ]);
});

it('shows how to see and to verify the same', () => {
  const shown = commandsOf({
    verifications: [
      { type: 'digest-live' },
      { type: 'http', path: '/health?full=1', status: 200 },
      { type: 'workflow', file: 'smoke.yaml', inputs: { environment: 'prd' } },
      { type: 'alarms', for: 'PT1H' },
      { type: 'bake', for: 'PT10M' },
    ],
  });
  const set =
    'az webapp config show --name shop-prd --resource-group rg-shop --query linuxFxVersion --output tsv';
  expect(shown).toMatchObject({
    observe: [set],
    'verify-0': [set],
    'verify-1': [
      `curl --silent --show-error --include 'https://shop.example/health?full=1'`,
    ],
    'verify-2': [
      'gh workflow run smoke.yaml --repo acme/shop --raw-field environment=prd',
    ],
  });
  expect(shown['verify-3']).toEqual([
    'aws cloudwatch describe-alarms --state-value ALARM',
  ]);
  expect(shown.log).toEqual([
    'az webapp log tail --name shop-prd --resource-group rg-shop',
  ]);
  expect(shown).not.toHaveProperty('verify-4');
});

it('has no words for what is done elsewhere', () => {
  const deployer = { by: 'external' };
  const target = { type: 'something-else' };
  expect(commandsOf({ deployer, target })).toEqual({});
});

it.each([
  'plain-1.2_3',
  '',
  'two words',
  "it's",
  '$(touch /tmp/pwned) `id` $HOME',
  '; rm -rf /',
  '-rf',
  '--delete',
  'a\nb',
  '*',
  '~root',
  '\\',
  '!history',
])('gives %j to a program as it is', value => {
  const script = `printf '%s' ${quoted(value)}`;
  const said = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
  expect(said).toBe(value);
});

it('quotes what only looks like an option', () => {
  expect(command('git', '--no-ff', '--upload-pack=evil', '$x')).toBe(
    "git --no-ff '--upload-pack=evil' '$x'",
  );
});
