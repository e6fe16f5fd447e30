import type { JobContext, WorkflowEffects } from './effect';
import { JobFailure } from './effect';

export const docs: WorkflowEffects = {
  build: { seconds: 2 },
  deploy: { seconds: 1, effect: publishDocs },
};

function publishDocs({ cloud, repo, run }: JobContext): void {
  if (repo.settings.pages !== 'workflow') {
    throw new JobFailure(
      'Creating Pages deployment failed: HttpError: Not Found (404). Ensure GitHub Pages has been enabled: Source GitHub Actions',
    );
  }
  repo.docs = {
    label: run.releaseTag ?? run.headBranch,
    sha: run.headSha,
    at: cloud.now(),
  };
}
