import path from 'node:path';
import { workflowRecord } from '../../actions/startRun';
import { WORKFLOW_FOLDER } from '../../actions/workflowFile';
import type { Cloud } from '../../cloud';
import { emptyGitStore, writeCommit, writeTagObject } from '../../git/objects';
import type { Repository } from '../../state/githubModel';
import type { RepositorySettings } from '../../state/settingsModel';
import { SAMPLE_ACCESS } from '../people';
import { filesIn } from '../sampleFiles';
import { CLARITY_HISTORY } from './history';
import { clarityServices } from './services';

const DAY_MS = 24 * 3600_000;
const FIRST_COMMIT_DAYS = 60;

/** A repository whose commits Render builds: `main` to dev, `staging` to staging, tags to prod. */
export function clarityRepository(cloud: Cloud): Repository {
  const createdAt = cloud.state.createdAt - FIRST_COMMIT_DAYS * DAY_MS;
  const repo: Repository = {
    id: cloud.nextId(),
    owner: 'acme',
    name: 'clarity',
    description: 'Explains decisions in plain words',
    defaultBranch: 'main',
    createdAt,
    pushedAt: cloud.state.createdAt - DAY_MS / 2,
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
    settings: claritySettings(),
  };
  cloud.state.repositories.push(repo);
  for (const name of ['dev', 'staging', 'production']) {
    repo.environments.push({
      id: cloud.nextId(),
      name,
      createdAt,
      reviewers: [],
      preventSelfReview: false,
      waitMinutes: 0,
      branches: [],
      tags: name === 'production' ? ['v*'] : [],
    });
  }
  addHistory(cloud, repo);
  for (const [file] of filesIn(path.join(__dirname, 'workflows'))) {
    workflowRecord(cloud, repo, file).createdAt = createdAt;
  }
  cloud.state.render.push(...clarityServices(cloud, repo));
  return repo;
}

/** What `scripts/move-domains` is given. */
const movesTo = (to: string, from: string) =>
  [
    ['clarity.render.localhost', 'frontend', '/version.json'],
    ['clarity-api.render.localhost', 'backend', '/api/health'],
  ]
    .map(([domain, part, tellsCommit]) =>
      [
        domain,
        `srv-clarity-${part}-${from}`,
        `srv-clarity-${part}-${to}`,
        `clarity-${part}-${to}.render.localhost`,
        tellsCommit,
      ].join(),
    )
    .join(' ');

function claritySettings(): RepositorySettings {
  const rule = (pattern: string) => ({
    pattern,
    by: 'protection' as const,
    reviews: 1,
    checks: ['Backend', 'Frontend'],
    forcePushes: false,
  });
  return {
    rules: [rule('main'), rule('staging')],
    variables: {
      MOVES_TO_PARALLEL: movesTo('parallel', 'prod'),
      MOVES_TO_PROD: movesTo('prod', 'parallel'),
    },
    secrets: ['RENDER_DOMAIN_KEY'],
    environmentVariables: {
      production: {
        RENDER_BACKEND: 'srv-clarity-backend-prod',
        RENDER_FRONTEND: 'srv-clarity-frontend-prod',
      },
    },
    environmentSecrets: { production: ['RENDER_API_KEY'] },
    pages: null,
  };
}

function addHistory(cloud: Cloud, repo: Repository): void {
  const { git } = repo;
  const signature = (login: string, days: number) => {
    const { name, email } = cloud.person(login);
    return { name, email, at: cloud.state.createdAt - days * DAY_MS };
  };
  git.branches.main = writeCommit(git, {
    parents: [],
    message: 'feat: explain one decision',
    author: signature('ada', FIRST_COMMIT_DAYS),
    files: firstFiles(),
  }).sha;
  for (const { days, author, message, append, tag } of CLARITY_HISTORY) {
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
    if (!tag) continue;
    git.branches.staging = sha;
    git.tags[tag] = writeTagObject(git, {
      tag,
      message: `Release ${tag} to prod\n`,
      object: sha,
      tagger: signature('mona', days - 0.5),
    });
  }
}

function firstFiles(): Record<string, string> {
  const read = (folder: string) => filesIn(path.join(__dirname, folder));
  const files: Record<string, string> = {};
  for (const [file, content] of read('files')) {
    files[file] = content
      .replaceAll('__NAME__', 'clarity')
      .replaceAll('__FLOW__', 'render-branch');
  }
  for (const [file, content] of read('workflows')) {
    files[WORKFLOW_FOLDER + file] = content;
  }
  return files;
}
