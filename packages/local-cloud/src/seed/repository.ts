import type { Cloud } from '../cloud';
import { emptyGitStore, writeCommit, writeTagObject } from '../git/objects';
import { resolve } from '../git/history';
import { releaseNotes } from '../github/releaseNotes';
import { pushImage } from '../registry/images';
import type { Signature } from '../state/gitModel';
import type { Environment, Repository } from '../state/githubModel';
import type { SampleCommit } from './history';
import {
  EXPERIMENT_BRANCH,
  EXPERIMENT_FORKS_BEFORE_LAST,
  SAMPLE_EXPERIMENT,
  SAMPLE_HISTORY,
} from './history';
import { SAMPLE_ACCESS } from './people';
import { sampleFiles } from './sampleFiles';
import { sampleSettings } from './settings';

const DAY_MS = 24 * 3600_000;
const FIRST_COMMIT_DAYS = 90;

export interface SampleRepository {
  name: string;
  description: string;
  /** The release flow that its catalog entity names. */
  flow: string;
  /** Commits after the sample's own. */
  upcoming?: SampleCommit[];
  protectedBy?: Pick<Environment, 'reviewers' | 'preventSelfReview'>;
}

/** A repository with the sample's history, releases and their images. */
export function sampleRepository(
  cloud: Cloud,
  sample: SampleRepository,
): Repository {
  const createdAt = cloud.state.createdAt - FIRST_COMMIT_DAYS * DAY_MS;
  const repo: Repository = {
    id: cloud.nextId(),
    owner: 'acme',
    name: sample.name,
    description: sample.description,
    defaultBranch: 'main',
    createdAt,
    pushedAt: cloud.state.createdAt - DAY_MS,
    access: { ...SAMPLE_ACCESS },
    git: emptyGitStore(),
    releases: [],
    environments: [],
    deployments: [],
    workflows: [],
    runs: [],
    hooks: [],
    deliveries: [],
    docs: null,
    settings: sampleSettings(cloud, sample),
  };
  cloud.state.repositories.push(repo);
  addEnvironments(cloud, repo, sample);
  addMain(cloud, repo, sample);
  addExperiment(cloud, repo);
  return repo;
}

function addEnvironments(
  cloud: Cloud,
  repo: Repository,
  sample: SampleRepository,
): void {
  for (const name of ['dev', 'staging', 'prd', 'github-pages']) {
    repo.environments.push({
      id: cloud.nextId(),
      name,
      createdAt: repo.createdAt,
      reviewers: [],
      preventSelfReview: false,
      waitMinutes: 0,
      branches: [],
      tags: [],
      ...(name === 'prd' && sample.protectedBy),
    });
  }
}

function addMain(
  cloud: Cloud,
  repo: Repository,
  sample: SampleRepository,
): void {
  const first = writeCommit(repo.git, {
    parents: [],
    message: 'feat: first version of the service',
    author: signature(cloud, 'ada', FIRST_COMMIT_DAYS),
    files: sampleFiles({
      __NAME__: repo.name,
      __FLOW__: sample.flow,
      __REGISTRY__: cloud.urls.registryHost,
      __SITES__: `localhost:${cloud.urls.sitesPort}`,
    }),
  });
  repo.git.branches.main = first.sha;
  for (const commit of SAMPLE_HISTORY) {
    addCommit(cloud, repo, 'main', commit);
    if (commit.release) addRelease(cloud, repo, commit.release);
  }
  for (const commit of sample.upcoming ?? []) {
    addCommit(cloud, repo, 'main', commit);
  }
}

function addExperiment(cloud: Cloud, repo: Repository): void {
  let fork = repo.git.commits[repo.git.branches.main];
  for (let i = 0; i < EXPERIMENT_FORKS_BEFORE_LAST; i += 1) {
    fork = repo.git.commits[fork.parents[0]];
  }
  repo.git.branches[EXPERIMENT_BRANCH] = fork.sha;
  for (const commit of SAMPLE_EXPERIMENT) {
    addCommit(cloud, repo, EXPERIMENT_BRANCH, commit);
  }
}

function addCommit(
  cloud: Cloud,
  repo: Repository,
  branch: string,
  sample: SampleCommit,
): void {
  const { git } = repo;
  const parent = git.commits[git.branches[branch]];
  const files = Object.entries(sample.append).map(([path, added]) => [
    path,
    (git.blobs[parent.tree[path]] ?? '') + added,
  ]);
  const commit = writeCommit(git, {
    parents: [parent.sha],
    message: sample.message,
    author: signature(cloud, sample.author, sample.days),
    files: Object.fromEntries(files),
  });
  git.branches[branch] = commit.sha;
}

function addRelease(
  cloud: Cloud,
  repo: Repository,
  release: NonNullable<SampleCommit['release']>,
): void {
  const { tag } = release;
  const sha = repo.git.branches.main;
  const at = cloud.state.createdAt - release.days * DAY_MS;
  const digest = pushImage(cloud.state, {
    repository: repo.name,
    tags: [tag],
    version: tag,
    revision: sha,
    source: `${cloud.urls.github}/${repo.owner}/${repo.name}`,
    created: at,
    asIndex: release.index,
  });
  const notes = releaseNotes(cloud, repo, {
    tag,
    previous: repo.releases.at(-1)?.tag,
    head: resolve(repo.git, sha)!,
  });
  repo.git.tags[tag] = release.annotated
    ? writeTagObject(repo.git, {
        tag,
        message: `Release ${tag}\n`,
        object: sha,
        tagger: signature(cloud, 'mona', release.days),
      })
    : sha;
  repo.releases.push({
    id: cloud.nextId(),
    tag,
    targetCommitish: sha,
    name: tag,
    body: `${notes}\n\nImage digest: ${digest}\n`,
    draft: false,
    prerelease: false,
    author: 'github-actions[bot]',
    createdAt: at,
    updatedAt: at,
    publishedAt: at,
    makeLatest: 'true',
  });
}

function signature(cloud: Cloud, login: string, days: number): Signature {
  const { name, email } = cloud.person(login);
  return { name, email, at: cloud.state.createdAt - days * DAY_MS };
}
