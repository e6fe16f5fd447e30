import { publishedRelease } from '../../github/releaseQueries';
import { deployImage } from './deployImage';
import type { JobContext, WorkflowEffects } from './effect';
import { JobFailure } from './effect';

export function promoteTo(environment: string): WorkflowEffects {
  return {
    verify: { seconds: 1, effect: verifyRelease },
    deploy: {
      seconds: 2,
      effect: context =>
        deployImage(context, environment, context.run.outputs.digest),
    },
  };
}

export const autoStaging: WorkflowEffects = promoteTo('staging');

function verifyRelease({ repo, run }: JobContext): void {
  const tag = run.releaseTag ?? run.inputs.tag;
  const release = publishedRelease(repo, tag);
  if (!release || release.prerelease) {
    throw new JobFailure(`${tag} is not a published, final release`);
  }
  const digests = release.body?.match(/sha256:[0-9a-f]{64}/g) ?? [];
  if (digests.length !== 1) {
    throw new JobFailure(`${digests.length} digests in the body of ${tag}`);
  }
  run.outputs.digest = digests[0];
}
