import type { Cloud } from '../../cloud';
import { storeCommit } from '../../git/objects';
import { empty, json } from '../../http/wire';
import type { Commit, Signature } from '../../state/gitModel';
import type { Repository } from '../../state/githubModel';
import type { Api, RepositoryRequest } from '../api';
import { commitJson, gitCommitJson } from '../json/commit';
import { mergeInto } from '../mergeStore';
import { GitHubProblem, invalid, notFound } from '../problem';

export function addMergeRoutes(api: Api, cloud: Cloud): void {
  api.write('POST /merges', ({ repo, fields, caller }) => {
    const { base, head, commit_message: message } = fields;
    const made = mergeInto(cloud, repo, {
      ...{ base, head, message, actor: caller.login },
    });
    if ('commit' in made) {
      return json(commitJson(cloud, repo, made.commit, []), 201);
    }
    if (made.refused === 'there') return empty();
    if (made.refused === 'missing') {
      throw new GitHubProblem(404, 'Base or head does not exist');
    }
    throw new GitHubProblem(409, 'Merge conflict');
  });
  api.read('GET /git/commits/:sha', ({ repo, params }) => {
    const commit = repo.git.commits[params.sha];
    if (!commit) throw notFound();
    return json(gitCommitJson(cloud, repo, commit));
  });
  api.write('POST /git/commits', request => {
    const { repo } = request;
    const commit = writeCommit(cloud, request);
    cloud.changed();
    return json(gitCommitJson(cloud, repo, commit), 201);
  });
}

function writeCommit(
  cloud: Cloud,
  { repo, fields, caller }: RepositoryRequest,
): Commit {
  const tree = treeOf(repo, fields.tree);
  if (!tree) throw invalid('Commit', 'tree', 'invalid');
  const parents: string[] = fields.parents ?? [];
  if (parents.some(sha => !repo.git.commits[sha])) {
    throw invalid('Commit', 'parents', 'invalid');
  }
  const { name, email } = cloud.person(caller.login);
  const committer = { name, email, at: cloud.now() };
  return storeCommit(
    repo.git,
    {
      parents,
      message: fields.message,
      author: signatureOf(fields.author) ?? committer,
      committer,
    },
    tree,
  );
}

function signatureOf(author?: {
  name: string;
  email: string;
  date?: string;
}): Signature | undefined {
  return (
    author && {
      name: author.name,
      email: author.email,
      at: Date.parse(author.date ?? new Date().toISOString()),
    }
  );
}

function treeOf(repo: Repository, sha: string): Commit['tree'] | undefined {
  return Object.values(repo.git.commits).find(({ treeSha }) => treeSha === sha)
    ?.tree;
}
