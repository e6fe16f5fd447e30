import type { DoctorFinding } from 'backstage-plugin-release-flow-common';
import type { HostEnvironment } from '../../database/records';
import type { BoundEnvironment } from '../binding';
import { finding } from './codes';
import type { ServiceFacts } from './facts';
import { workflowUses, type WorkflowUse } from './workflowUses';

/** What starts runs whose ref is a tag. */
const TAG_EVENTS: WorkflowUse['event'][] = ['tag', 'release-published'];

type Expected = NonNullable<
  NonNullable<BoundEnvironment['github']>['environments']
>[number];

/** GitHub's environments against what the flow declares of them. */
export function checkEnvironments({
  binding,
  repository,
}: Pick<ServiceFacts, 'binding' | 'repository'>): DoctorFinding[] {
  const found = repository.environments;
  if (!found) return [];
  const { url, slug } = binding.repository;
  const byTag = new Set(
    workflowUses(binding)
      .filter(({ event, deploys }) => deploys && TAG_EVENTS.includes(event))
      .map(use => use.environment),
  );
  return binding.environments.flatMap(environment =>
    (environment.github?.environments ?? []).flatMap(expected => {
      const there = found.find(
        ({ name }) => name.toLowerCase() === expected.name.toLowerCase(),
      );
      const about = {
        environment: environment.id,
        subject: `environment ${expected.name}`,
        url: `${url}/settings/environments`,
      };
      if (!there) {
        return [
          finding('github-environment-missing', {
            ...about,
            message: `${slug} has no environment ${expected.name} in GitHub.`,
            fix: `gh api -X PUT repos/${slug}/environments/${encodeURIComponent(expected.name)}`,
          }),
        ];
      }
      return [
        ...reviewers(expected, there, about),
        ...waiting(expected, there, about, slug),
        ...branches(expected, there, about, slug),
        ...tags(expected, there, about, byTag.has(environment.id)),
      ];
    }),
  );
}

type About = Pick<DoctorFinding, 'environment' | 'subject' | 'url'>;

function reviewers(
  { name, reviewers: declared }: Expected,
  there: HostEnvironment,
  about: About,
): DoctorFinding[] {
  if (!declared || declared.length === 0) return [];
  const plain = (names: string[]) =>
    new Set(names.map(it => it.replace(/^@/, '').toLowerCase()));
  const [wanted, present] = [plain(declared), plain(there.reviewers)];
  const missing = [...wanted].filter(it => !present.has(it));
  const extra = [...present].filter(it => !wanted.has(it));
  const place = `Settings → Environments → ${name} → Required reviewers`;
  if (present.size === 0) {
    return [
      finding('github-reviewers-missing', {
        ...about,
        message: `${name} asks nobody; the flow declares ${declared.join(', ')}.`,
        fix: `${place}: add ${declared.join(', ')}`,
      }),
    ];
  }
  return [
    ...(missing.length === 0
      ? []
      : [
          finding('github-reviewers-few', {
            ...about,
            message: `${name} does not ask ${missing.join(', ')}.`,
            fix: `${place}: add ${missing.join(', ')}`,
          }),
        ]),
    ...(extra.length === 0
      ? []
      : [
          finding('github-reviewers-extra', {
            ...about,
            message: `${name} also lets ${extra.join(', ')} decide, whom the flow does not declare.`,
            fix: `${place}: remove ${extra.join(', ')}`,
          }),
        ]),
  ];
}

function waiting(
  { name, waitMinutes }: Expected,
  there: HostEnvironment,
  about: About,
  slug: string,
): DoctorFinding[] {
  if (waitMinutes === undefined || waitMinutes === there.waitMinutes) return [];
  return [
    finding('github-wait-timer', {
      ...about,
      message: `${name} waits ${there.waitMinutes} minutes; the flow declares ${waitMinutes}.`,
      fix: `Settings → Environments → ${name} → Wait timer: ${waitMinutes} minutes, in ${slug}`,
    }),
  ];
}

function branches(
  { name, branches: declared }: Expected,
  there: HostEnvironment,
  about: About,
  slug: string,
): DoctorFinding[] {
  if (!declared || declared.length === 0) return [];
  const fix = `Settings → Environments → ${name} → Deployment branches: Selected branches ${declared.join(', ')}, in ${slug}`;
  if (there.policy === 'all') {
    return [
      finding('github-branches-open', {
        ...about,
        message: `Every branch may deploy to ${name}; the flow declares ${declared.join(', ')}.`,
        fix,
      }),
    ];
  }
  const present = [...new Set([...there.branches, ...there.tags])];
  const isSame =
    there.policy === 'custom' &&
    [...present].sort().join('\n') === [...declared].sort().join('\n');
  if (isSame) return [];
  const now =
    there.policy === 'protected' ? 'protected branches' : present.join(', ');
  return [
    finding('github-branches-differ', {
      ...about,
      message: `${name} lets ${now || 'no branch'} deploy; the flow declares ${declared.join(', ')}.`,
      fix,
    }),
  ];
}

/** GitHub tells patterns of tags from patterns of branches, though they look the same. */
function tags(
  { name, branches: declared = [] }: Expected,
  there: HostEnvironment,
  about: About,
  deploysTags: boolean,
): DoctorFinding[] {
  const meant = declared.filter(it => there.branches.includes(it));
  const isShut = there.policy === 'custom' && there.tags.length === 0;
  if (!deploysTags || !isShut || meant.length === 0) return [];
  return [
    finding('github-branches-differ', {
      ...about,
      message: `${name} lets no tag deploy, though tags are what deploys there: ${meant.join(', ')} is set for branches.`,
      fix: `Settings → Environments → ${name} → Deployment branches and tags: add ${meant.join(', ')} with the ref type Tag`,
    }),
  ];
}
