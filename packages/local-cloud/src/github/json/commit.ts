import type { Cloud } from '../../cloud';
import type { FileChange } from '../../git/difference';
import type { Commit, Signature } from '../../state/gitModel';
import type { Repository } from '../../state/githubModel';
import { encodePath, isoTime, nodeId } from '../format';
import { apiUrl, webUrl } from './repository';
import { userJson } from './user';

export const UNVERIFIED = {
  verified: false,
  reason: 'unsigned',
  signature: null,
  payload: null,
  verified_at: null,
};

/** GitHub's `commit`; with `files` where one commit is asked for. */
export function commitJson(
  cloud: Cloud,
  repo: Repository,
  commit: Commit,
  files?: FileChange[],
) {
  const api = apiUrl(cloud, repo);
  const web = webUrl(cloud, repo);
  const url = `${api}/commits/${commit.sha}`;
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    commit: {
      author: signatureJson(commit.author),
      committer: signatureJson(commit.committer),
      message: commit.message,
      tree: {
        sha: commit.treeSha,
        url: `${api}/git/trees/${commit.treeSha}`,
      },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: UNVERIFIED,
    },
    url,
    html_url: `${web}/commit/${commit.sha}`,
    comments_url: `${url}/comments`,
    author: accountOf(cloud, commit.author),
    committer: accountOf(cloud, commit.committer),
    parents: commit.parents.map(sha => ({
      sha,
      url: `${api}/commits/${sha}`,
      html_url: `${web}/commit/${sha}`,
    })),
    ...(files && {
      stats: totals(files),
      files: files.map(file => fileJson(cloud, repo, commit, file)),
    }),
  };
}

/** GitHub's `git-commit`, the object without what GitHub knows around it. */
export function gitCommitJson(cloud: Cloud, repo: Repository, commit: Commit) {
  const {
    sha,
    node_id,
    html_url,
    commit: inner,
    parents,
  } = commitJson(cloud, repo, commit);
  return {
    sha,
    node_id,
    url: inner.url,
    html_url,
    author: inner.author,
    committer: inner.committer,
    message: inner.message,
    tree: inner.tree,
    parents,
    verification: inner.verification,
  };
}

export function signatureJson(signature: Signature) {
  return {
    name: signature.name,
    email: signature.email,
    date: isoTime(signature.at),
  };
}

/** The account behind an e-mail address, as GitHub matches them. */
export function accountOf(cloud: Cloud, signature: Signature) {
  const person = cloud.state.people.find(it => it.email === signature.email);
  return person ? userJson(cloud, person.login) : null;
}

function totals(files: FileChange[]) {
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  return { additions, deletions, total: additions + deletions };
}

/** GitHub's `diff-entry`. */
export function fileJson(
  cloud: Cloud,
  repo: Repository,
  commit: Commit,
  file: FileChange,
) {
  const path = encodePath(file.path);
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${webUrl(cloud, repo)}/blob/${commit.sha}/${path}`,
    raw_url: `${webUrl(cloud, repo)}/raw/${commit.sha}/${path}`,
    contents_url: `${apiUrl(cloud, repo)}/contents/${path}?ref=${commit.sha}`,
    patch: file.patch,
  };
}

/** The `simple-commit` of webhooks and runs. */
export function simpleCommitJson(commit: Commit) {
  return {
    id: commit.sha,
    tree_id: commit.treeSha,
    message: commit.message,
    timestamp: isoTime(commit.committer.at),
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  };
}
