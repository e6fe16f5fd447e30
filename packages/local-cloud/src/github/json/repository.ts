import type { Cloud } from '../../cloud';
import type { Repository } from '../../state/githubModel';
import { isoTime, nodeId } from '../format';
import { ownerJson } from './user';

export function apiUrl(cloud: Cloud, repo: Repository): string {
  return `${cloud.urls.github}/api/v3/repos/${repo.owner}/${repo.name}`;
}

export function webUrl(cloud: Cloud, repo: Repository): string {
  return `${cloud.urls.github}/${repo.owner}/${repo.name}`;
}

/** `<name>_url` fields, as templates of RFC 6570. */
const URL_TEMPLATES: Record<string, string> = {
  archive: '/{archive_format}{/ref}',
  assignees: '/assignees{/user}',
  blobs: '/git/blobs{/sha}',
  branches: '/branches{/branch}',
  collaborators: '/collaborators{/collaborator}',
  comments: '/comments{/number}',
  commits: '/commits{/sha}',
  compare: '/compare/{base}...{head}',
  contents: '/contents/{+path}',
  contributors: '/contributors',
  deployments: '/deployments',
  downloads: '/downloads',
  events: '/events',
  forks: '/forks',
  git_commits: '/git/commits{/sha}',
  git_refs: '/git/refs{/sha}',
  git_tags: '/git/tags{/sha}',
  hooks: '/hooks',
  issue_comment: '/issues/comments{/number}',
  issue_events: '/issues/events{/number}',
  issues: '/issues{/number}',
  keys: '/keys{/key_id}',
  labels: '/labels{/name}',
  languages: '/languages',
  merges: '/merges',
  milestones: '/milestones{/number}',
  notifications: '/notifications{?since,all,participating}',
  pulls: '/pulls{/number}',
  releases: '/releases{/id}',
  stargazers: '/stargazers',
  statuses: '/statuses/{sha}',
  subscribers: '/subscribers',
  subscription: '/subscription',
  tags: '/tags',
  teams: '/teams',
  trees: '/git/trees{/sha}',
};

/** GitHub's `minimal-repository`, as it stands in runs and statuses. */
export function minimalRepositoryJson(cloud: Cloud, repo: Repository) {
  const api = apiUrl(cloud, repo);
  const urls = Object.entries(URL_TEMPLATES).map(([name, template]) => [
    `${name}_url`,
    api + template,
  ]);
  return {
    id: repo.id,
    node_id: nodeId('Repository', repo.id),
    name: repo.name,
    full_name: `${repo.owner}/${repo.name}`,
    owner: ownerJson(cloud, repo.owner),
    private: true,
    html_url: webUrl(cloud, repo),
    description: repo.description,
    fork: false,
    url: api,
    ...(Object.fromEntries(urls) as Record<`${string}_url`, string>),
  };
}

const COUNTS = {
  forks_count: 0,
  forks: 0,
  stargazers_count: 0,
  watchers_count: 0,
  watchers: 0,
  size: 214,
  open_issues_count: 0,
  open_issues: 0,
  subscribers_count: 0,
  network_count: 0,
};

/** GitHub's `full-repository`. */
export function repositoryJson(cloud: Cloud, repo: Repository, login: string) {
  const web = webUrl(cloud, repo);
  const access = repo.access[login];
  return {
    ...minimalRepositoryJson(cloud, repo),
    ...COUNTS,
    git_url: web.replace(/^http/, 'git'),
    ssh_url: `git@localhost:${repo.owner}/${repo.name}.git`,
    clone_url: `${web}.git`,
    svn_url: web,
    mirror_url: null,
    homepage: null,
    language: 'Python',
    default_branch: repo.defaultBranch,
    topics: [],
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: true,
    has_downloads: false,
    has_discussions: false,
    pull_request_creation_policy: 'all',
    archived: false,
    disabled: false,
    visibility: 'private',
    pushed_at: isoTime(repo.pushedAt),
    created_at: isoTime(repo.createdAt),
    updated_at: isoTime(repo.pushedAt),
    permissions: {
      admin: access === 'admin',
      maintain: access === 'admin',
      push: access === 'admin' || access === 'write',
      triage: access === 'admin' || access === 'write',
      pull: access !== undefined,
    },
    license: null,
  };
}
