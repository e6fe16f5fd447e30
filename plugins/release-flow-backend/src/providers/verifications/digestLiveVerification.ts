import {
  artifactKey,
  artifactLabel,
  type Artifact,
} from 'backstage-plugin-release-flow-common';
import type {
  VerificationAnswer,
  VerificationProvider,
} from 'backstage-plugin-release-flow-node';
import { z } from 'zod';
import { toMillis, withinSchema } from './within';

const digestLiveSchema = z.strictObject({
  type: z.literal('digest-live'),
  /** Be content with what the target is set to, when it can't prove what it runs. */
  acceptConfigured: z.boolean().optional(),
  within: withinSchema,
});

export type DigestLiveConfig = z.infer<typeof digestLiveSchema>;

/** Waits until the target proves that it runs the artifact. */
export function digestLiveVerification(): VerificationProvider<DigestLiveConfig> {
  return {
    type: 'digest-live',
    schema: digestLiveSchema as z.ZodType<DigestLiveConfig>,
    titleOf: ({ acceptConfigured }) =>
      acceptConfigured
        ? 'The artifact is configured and, where it can be proven, live'
        : 'The artifact is live',
    withinMs: ({ within }) => toMillis(within),
    async check({ config, artifact, observe }) {
      const { running, configured, health } = await observe();
      const wanted = short(artifact);
      if (running) {
        return same(running, artifact)
          ? answer('passed', 'digest-live', `${wanted} is live`)
          : answer(
              'running',
              'digest-not-live',
              `${short(running)} is still live, not ${wanted}`,
            );
      }
      if (health.status !== 'healthy') {
        return answer(
          'running',
          'not-proven-yet',
          `Nothing proves yet that ${wanted} is live: ${health.message}`,
        );
      }
      if (!config.acceptConfigured) {
        return answer(
          'failed',
          'not-proven',
          `The target can't prove that ${wanted} is live. Declare an identity endpoint, or acceptConfigured in the flow.`,
        );
      }
      return configured && same(configured, artifact)
        ? answer(
            'passed',
            'configured-only',
            `${wanted} is configured; the target can't prove that it is live, which the flow accepts`,
          )
        : answer(
            'running',
            'digest-not-configured',
            `The target is not set to ${wanted}`,
          );
    },
  };
}

function same(one: Artifact, other: Artifact): boolean {
  return artifactKey(one) === artifactKey(other);
}

function short(artifact: Artifact): string {
  const label = artifactLabel(artifact);
  return label.slice(0, label.includes(':') ? 'sha256:'.length + 12 : 7);
}

function answer(
  status: VerificationAnswer['status'],
  code: string,
  message: string,
): VerificationAnswer {
  return { status, code, message };
}
