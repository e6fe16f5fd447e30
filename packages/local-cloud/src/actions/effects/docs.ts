import type { JobContext, WorkflowEffects } from './effect';

export const docs: WorkflowEffects = {
  build: { seconds: 2 },
  deploy: { seconds: 1, effect: publishDocs },
};

function publishDocs({ cloud, repo, run }: JobContext): void {
  repo.docs = {
    label: run.releaseTag ?? run.headBranch,
    sha: run.headSha,
    at: cloud.now(),
  };
}
