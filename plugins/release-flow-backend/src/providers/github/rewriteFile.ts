import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import type { FileProposal } from '../pullTypes';
import type { Repository } from '../types';
import type { GithubConnections } from './GithubConnections';
import { answerOf } from './githubErrors';
import type { GitObjects } from './GitObjects';
import { prepareOnce } from './sendOnce';

/** Makes the proposal's branch from the newest commit, and the file's new text on it. */
export async function rewriteFile(
  connections: GithubConnections,
  objects: GitObjects,
  repo: Repository,
  { branch, head, path, rewrite, message }: FileProposal,
  context: ProviderContext,
): Promise<void> {
  const tip = await objects.tip(repo, branch, context);
  const before = await prepareOnce(connections, repo, {
    what: `read ${path} of ${repo.slug}`,
    context,
    act: async (octokit, base) => {
      try {
        const { data } = await octokit.request(
          'GET /repos/{owner}/{repo}/contents/{path}',
          { ...base, path, ref: tip },
        );
        return data as { sha: string; content?: string };
      } catch (error) {
        if (answerOf(error)?.status === 404) return undefined;
        throw error;
      }
    },
  });
  const text =
    before && Buffer.from(before.content ?? '', 'base64').toString('utf8');
  await objects.setBranch(repo, head, tip, context);
  await prepareOnce(connections, repo, {
    what: `write ${path} on ${head} of ${repo.slug}`,
    context,
    act: (octokit, base) =>
      octokit.request('PUT /repos/{owner}/{repo}/contents/{path}', {
        ...base,
        path,
        branch: head,
        message,
        content: Buffer.from(rewrite(text)).toString('base64'),
        ...(before && { sha: before.sha }),
      }),
  });
}
