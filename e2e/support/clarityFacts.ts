export const stepsOf = (view: any): string =>
  view.steps.map((it: any) => `${it.title}: ${it.detail}`).join('\n');

/** Evidence of production's verifications. */
export function seenOf(commit: string): string[] {
  return [
    'GET /health answered 200',
    `${commit.slice(0, 7)} is live`,
    'GET / answers 301: GET / answered 301',
    'GET / answers 200 with Strict-Transport-Security, X-Content-Type-Options, X-Frame-Options, Referrer-Policy: GET / answered 200',
    'GET /api/warmup answered 200',
    'and GET /api/health answered 200',
    'No answer of 2 set a cookie',
    'login-smoke.yaml succeeded',
  ];
}

/** The compliance checklist: each item ticked by what proves it. */
export const COMPLIANCE = [
  ['Changelog updated', 'done', 'the gate source'],
  ['Health check green', 'done', 'the verification http api /health'],
  ['Login triggers warmup without errors', 'done', 'the verification workflow'],
  [
    'No sticky sessions required; stateless verified',
    'done',
    'the verification stateless',
  ],
  ['HTTPS enforced', 'done', 'the verification http plain /'],
];

export const ENTRY_OF_1_3_0 = [
  ...['', '## v1.3.0', '', '### Highlights', '', '- None.', ''],
  ...['### Fixes', '', '- Faster.', '', '### Migration notes', '', '- None.'],
  '',
].join('\n');

/** What somebody did to Render, and what the doctor calls it. */
export const MIS_SET: Array<[part: string, screws: object, finding: string]> = [
  ['backend-parallel', { autoDeploy: true }, 'render-auto-deploy'],
  ['backend-prod', { healthCheckPath: '/' }, 'render-health-path'],
  ['backend-prod', { autoscaling: null }, 'render-scaling-off'],
  ['frontend-prod', { publishPath: 'dist' }, 'render-publish-path'],
  ['frontend-staging', { env: {} }, 'render-setting-missing'],
  ['backend-staging', { branch: 'main' }, 'render-branch'],
];
