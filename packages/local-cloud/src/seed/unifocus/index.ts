import path from 'node:path';
import { workflowRecord } from '../../actions/startRun';
import { WORKFLOW_FOLDER } from '../../actions/workflowFile';
import type { Cloud } from '../../cloud';
import { emptyGitStore, writeCommit, writeTagObject } from '../../git/objects';
import { pushImage } from '../../registry/images';
import type { Repository } from '../../state/githubModel';
import type { RepositorySettings } from '../../state/settingsModel';
import { addPastRun } from '../pastRuns';
import { SAMPLE_ACCESS } from '../people';
import { filesIn } from '../sampleFiles';
import { UNIFOCUS_HISTORY } from './history';
import { addUnifocusEnvironment, type Past } from './services';

const DAY_MS = 24 * 3600_000;
const HOUR_MS = 3600_000;
const FIRST_COMMIT_DAYS = 60;

type Build = Past['builds'][number] & { upTo: 'dev' | 'stage' | 'prod' };

/** A repository whose tags go to ECS and a CDN: `vX.Y.Z-stage` to stage, `vX.Y.Z` to prod. */
export function unifocusRepository(cloud: Cloud): Repository {
  const createdAt = cloud.state.createdAt - FIRST_COMMIT_DAYS * DAY_MS;
  const repo: Repository = {
    id: cloud.nextId(),
    owner: 'acme',
    name: 'unifocus',
    description: 'Keeps a team at one thing at a time',
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
    settings: unifocusSettings(),
  };
  cloud.state.repositories.push(repo);
  addGithubEnvironments(cloud, repo);
  const builds = addHistory(cloud, repo);
  const upTo = (...those: Build['upTo'][]) =>
    builds.filter(build => those.includes(build.upTo));
  addUnifocusEnvironment(cloud, repo, {
    environment: 'dev',
    builds: builds.slice(-1),
    byTag: 'latest',
  });
  addUnifocusEnvironment(cloud, repo, {
    environment: 'stage',
    builds: upTo('stage', 'prod'),
  });
  addUnifocusEnvironment(cloud, repo, {
    environment: 'prod',
    builds: upTo('prod'),
  });
  for (const [file] of filesIn(path.join(__dirname, 'workflows'))) {
    workflowRecord(cloud, repo, file).createdAt = createdAt;
  }
  for (const build of builds) addRuns(cloud, repo, build);
  return repo;
}

function addGithubEnvironments(cloud: Cloud, repo: Repository): void {
  const { createdAt } = repo;
  const shared = { createdAt, preventSelfReview: false, waitMinutes: 0 };
  repo.environments.push({
    ...{ ...shared, id: cloud.nextId(), name: 'production' },
    ...{ reviewers: ['mona', 'lars', 'raj'], branches: [], tags: ['v*'] },
  });
  for (const name of ['rollback-stage', 'rollback-prod']) {
    repo.environments.push({
      ...{ ...shared, id: cloud.nextId(), name },
      ...{ reviewers: [], branches: ['main'], tags: [] },
    });
  }
}

/** What its push and its tags started. */
function addRuns(cloud: Cloud, repo: Repository, build: Build): void {
  const commit = repo.git.commits[build.commit];
  const started = (files: string[], ref: string, hours: number) =>
    files.forEach(file =>
      addPastRun(cloud, repo, {
        ...{ file, commit, ref, event: 'push', actor: 'mona', inputs: {} },
        at: commit.committer.at + hours * HOUR_MS,
      }),
    );
  const of = (environment: string) =>
    ['api', 'web'].map(part => `deploy-${part}-${environment}.yml`);
  started(['ci.yml', ...of('dev')], 'refs/heads/main', 0);
  if (build.upTo === 'dev') return;
  started(of('stage'), `refs/tags/${build.version}-stage`, 2);
  if (build.upTo === 'stage') return;
  started(of('prod'), `refs/tags/${build.version}`, 12);
}

function unifocusSettings(): RepositorySettings {
  return {
    rules: [
      {
        pattern: 'main',
        by: 'protection',
        reviews: 1,
        checks: ['Test'],
        forcePushes: false,
      },
    ],
    variables: { AWS_ROLE: 'arn:aws:iam::123456789012:role/unifocus-deploy' },
    secrets: [],
    environmentVariables: {},
    environmentSecrets: {},
    pages: null,
  };
}

/** Commits, tags and an image of each; oldest first. */
function addHistory(cloud: Cloud, repo: Repository): Build[] {
  const { git } = repo;
  const signature = (login: string, days: number) => {
    const { name, email } = cloud.person(login);
    return { name, email, at: cloud.state.createdAt - days * DAY_MS };
  };
  git.branches.main = writeCommit(git, {
    parents: [],
    message: 'feat: first version',
    author: signature('ada', FIRST_COMMIT_DAYS),
    files: firstFiles(repo.name),
  }).sha;
  return UNIFOCUS_HISTORY.map(({ days, author, message, append, release }) => {
    const parent = git.commits[git.branches.main];
    const files = Object.entries(append).map(([file, added]) => [
      file,
      (git.blobs[parent.tree[file]] ?? '') + added,
    ]);
    const { sha } = writeCommit(git, {
      parents: [parent.sha],
      message,
      author: signature(author, days),
      files: Object.fromEntries(files),
    });
    git.branches.main = sha;
    const version = release ? `v${release.version}` : 'main';
    const digest = pushImage(cloud.state, {
      repository: `${repo.name}-api`,
      tags: [`sha-${sha}`, 'latest'],
      version,
      revision: sha,
      source: `${cloud.urls.github}/${repo.owner}/${repo.name}`,
      created: cloud.state.createdAt - days * DAY_MS,
    });
    const tag = (name: string, environment: string) => {
      git.tags[name] = writeTagObject(git, {
        tag: name,
        message: `Release ${version} to ${environment}\n`,
        object: sha,
        tagger: signature('mona', days - 0.5),
      });
    };
    if (release) tag(`${version}-stage`, 'stage');
    if (release?.upTo === 'prod') tag(version, 'prod');
    return { commit: sha, version, digest, upTo: release?.upTo ?? 'dev' };
  });
}

function firstFiles(name: string): Record<string, string> {
  const read = (folder: string) => filesIn(path.join(__dirname, folder));
  const files: Record<string, string> = {};
  for (const [file, content] of read('files')) {
    files[file] = content
      .replaceAll('__NAME__', name)
      .replaceAll('__FLOW__', 'aws-tagged');
  }
  for (const [file, content] of read('workflows')) {
    files[WORKFLOW_FOLDER + file] = content;
  }
  return files;
}
