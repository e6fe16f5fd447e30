import { checkSideDoors } from './sideDoors';
import { codesOf, DEPLOYS, files, healthy } from './__testUtils__/healthy';

const check = (name: string, text: string) =>
  checkSideDoors(healthy(undefined, { files: { ...files(), [name]: text } }));
const job = (lines: string, step: string) =>
  `on: { push: { branches: [main] } }\njobs:\n  go:\n    runs-on: ubuntu-latest\n${lines}    steps:\n      - ${step}\n`;
const AZ = 'run: az webapp config container set --name x';

it('is content with jobs that name their environment', () => {
  expect(check('ci.yaml', job('', 'run: make test'))).toEqual([]);
});

it('takes a changed setting for no deployment', () => {
  const step = 'run: az webapp config appsettings set --settings A=b';
  expect(check('set-setting.yaml', job('', step))).toEqual([]);
});

it('finds a job of a known workflow that deploys without an environment', () => {
  const text = files()['promote-to-dev.yaml'].replace('environment: dev', '');
  const [found, ...more] = check('promote-to-dev.yaml', text);
  expect(more).toEqual([]);
  expect(found).toMatchObject({
    code: 'deploy-without-environment',
    message:
      'The job deploy of promote-to-dev.yaml deploys without an environment.',
  });
});

it('lets a job through that waits for one with an environment', () => {
  const text = files()['promote-to-dev.yaml'].replace(
    DEPLOYS,
    DEPLOYS.replace('environment: dev', 'needs: approve').replace(
      'jobs:',
      'jobs:\n  approve:\n    environment: dev\n    steps: [{ run: echo ok }]',
    ),
  );
  expect(check('promote-to-dev.yaml', text)).toEqual([]);
});

it.each([
  ['App Service', AZ],
  ['App Service by its action', 'uses: azure/webapps-deploy@v3'],
  ['ECS', 'run: aws ecs update-service --cluster x --service y'],
  [
    'ECS by its action',
    'uses: aws-actions/amazon-ecs-deploy-task-definition@v2',
  ],
  ['S3', 'run: aws s3 sync dist s3://site'],
  ['Render', 'run: curl -X POST https://api.render.com/deploy/srv-1'],
  ['Kubernetes', 'run: kubectl apply -f x.yaml'],
])(
  'finds a workflow that deploys to %s and that no flow names',
  (_to, step) => {
    expect(codesOf(check('quick.yaml', job('', step)))).toEqual([
      'error deploy-without-environment',
      'warning side-door',
    ]);
    const guarded = job('    environment: prd\n', step);
    expect(codesOf(check('quick.yaml', guarded))).toEqual([
      'warning side-door',
    ]);
  },
);

it.each<[string, string, string[]]>([
  ['by itself', 'run: terraform apply plan.bin', ['error apply-on-push']],
  [
    'with options',
    'run: terraform -chdir=infra apply -auto-approve',
    ['error apply-on-push'],
  ],
  [
    'by hand only',
    "{ run: terraform apply, if: inputs.command == 'apply' }",
    [],
  ],
  ['never', 'run: terraform plan', []],
])('looks whether a push applies infrastructure %s', (_how, step, codes) => {
  expect(codesOf(check('terraform.yaml', job('', step)))).toEqual(codes);
});
