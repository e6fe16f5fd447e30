import type { DoctorFinding } from 'backstage-plugin-release-flow-common';
import { finding } from './codes';
import type { ServiceFacts } from './facts';

/** Where GitHub tells us what happens: our own route, or the one of the events plugin. */
const OURS = /\/api\/(release-flow\/webhooks\/github|events\/http\/github)\/?$/;
/** What a page should see at once; others are read when asked. */
export const NEEDED_EVENTS = [
  'release',
  'workflow_run',
  'deployment_status',
  'push',
  'create',
];

type Repository = Pick<ServiceFacts, 'binding' | 'repository'>;

/** A delivery that reached nobody has the status 0. */
const isTaken = (status: number) => status >= 200 && status < 300;

/** Whether GitHub tells us what happens. */
export function checkHooks({
  binding,
  repository,
}: Repository): DoctorFinding[] {
  const { hooks } = repository;
  if (!hooks) return [];
  const { url, slug } = binding.repository;
  const about = { subject: 'webhook', url: `${url}/settings/hooks` };
  const ours = hooks.filter(hook => OURS.test(hook.url));
  const [hook] = [...ours].sort((a, b) => Number(b.active) - Number(a.active));
  if (!hook) {
    return [
      finding('webhook-missing', {
        ...about,
        message: `${slug} has no webhook to this portal; one of its organisation or of a GitHub App is as good, and not looked at.`,
        fix: `gh api -X POST repos/${slug}/hooks -f name=web -F active=true -f 'config[url]=<portal>/api/release-flow/webhooks/github' -f 'config[content_type]=json' -f 'config[secret]=<secret>' ${NEEDED_EVENTS.map(event => `-f 'events[]=${event}'`).join(' ')}`,
      }),
    ];
  }
  if (!hook.active) {
    return [
      finding('webhook-inactive', {
        ...about,
        message: `The webhook of ${slug} to ${hook.url} is switched off.`,
        fix: `Settings → Webhooks → ${hook.url} → Active`,
      }),
    ];
  }
  const missing = hook.events.includes('*')
    ? []
    : NEEDED_EVENTS.filter(event => !hook.events.includes(event));
  return [
    ...(missing.length === 0
      ? []
      : [
          finding('webhook-events', {
            ...about,
            message: `The webhook of ${slug} does not tell of ${missing.join(', ')}.`,
            fix: `Settings → Webhooks → ${hook.url} → Let me select individual events: ${missing.join(', ')}`,
          }),
        ]),
    ...(hook.lastStatus === null || isTaken(hook.lastStatus)
      ? []
      : [
          finding('webhook-failing', {
            ...about,
            message: `The last delivery of ${slug} to ${hook.url} was answered ${hook.lastStatus || 'by nothing'}.`,
            fix: `Settings → Webhooks → ${hook.url} → Recent Deliveries: read the answer; 401 means that its secret is not in releaseFlow.github.webhooks`,
          }),
        ]),
  ];
}

/** Whether our credential may do what the flow asks for. */
export function checkAccess({
  binding,
  repository,
}: Repository): DoctorFinding[] {
  const { access } = repository;
  if (!access || binding.mode !== 'enforce') return [];
  const { slug } = binding.repository;
  const about = { subject: `credential for ${slug}` };
  if (access.scopes && !access.scopes.includes('repo')) {
    return [
      finding('token-scope', {
        ...about,
        message: `The token for ${slug} has the scopes ${access.scopes.join(', ') || '(none)'}, without repo.`,
        fix: 'Give the token of integrations.github the scope repo, or use a GitHub App with Actions, Contents and Deployments: write',
      }),
    ];
  }
  if (access.canPush) return [];
  return [
    finding('token-cannot-push', {
      ...about,
      message: `The credential of integrations.github can only read ${slug}.`,
      fix: `Settings → Collaborators and teams of ${slug}: give it Write, or install the GitHub App with Actions, Contents and Deployments: write`,
    }),
  ];
}

/** Where the documentation is published from. */
export function checkPages({
  binding,
  repository,
}: Repository): DoctorFinding[] {
  const { pages } = repository;
  const workflow = binding.docs?.workflow ?? '';
  const usesPages = repository.files?.[workflow]?.includes('deploy-pages');
  if (!usesPages || pages === undefined || pages === 'workflow') return [];
  const { url, slug } = binding.repository;
  const about = { subject: 'GitHub Pages', url: `${url}/settings/pages` };
  return [
    pages === 'off'
      ? finding('pages-off', {
          ...about,
          message: `Pages of ${slug} is off.`,
          fix: `gh api -X POST repos/${slug}/pages -f build_type=workflow`,
        })
      : finding('pages-not-from-actions', {
          ...about,
          message: `Pages of ${slug} is built from a branch.`,
          fix: `gh api -X PUT repos/${slug}/pages -f build_type=workflow`,
        }),
  ];
}

/** What is red on the branch that releases are made from. */
export function checkMain({
  binding,
  repository,
}: Repository): DoctorFinding[] {
  const { branch } = binding.source;
  return (repository.mainRuns ?? [])
    .filter(({ conclusion }) =>
      ['failure', 'timed_out', 'startup_failure'].includes(conclusion ?? ''),
    )
    .map(({ workflow, title, url }) =>
      finding('main-red', {
        subject: `${workflow} on ${branch}`,
        message: `${workflow} failed on ${branch}: ${title}.`,
        fix: `gh run rerun --failed ${url.split('/').at(-1)} --repo ${binding.repository.slug}, or mend what failed`,
        url,
      }),
    );
}
