import { isRead, type PromotionFacts } from '../facts';
import { blocked, passed, unread, waiting, type Verdict } from './result';

export const TITLE = 'Infrastructure applied';

/** Every infrastructure commit of the artifact is applied in the environment. */
export function judgeInfrastructureApplied(facts: PromotionFacts): Verdict {
  const { infrastructure } = facts;
  if (!infrastructure) {
    return blocked(
      TITLE,
      'not-declared',
      'The flow declares no infrastructure for this environment. Declare it, or remove the gate.',
    );
  }
  if (!isRead(infrastructure)) {
    return unread(TITLE, 'The infrastructure runs', infrastructure.unread);
  }
  const { applied, environment, missing } = infrastructure.value;
  if (!applied) {
    return waiting(
      TITLE,
      'never-applied',
      `No successful apply for ${environment} is known. Run the Terraform workflow with environment ${environment}, command apply.`,
    );
  }
  if (missing.length > 0) {
    return waiting(
      TITLE,
      'infrastructure-behind',
      `${missing.length} infrastructure ${missing.length === 1 ? 'commit is' : 'commits are'} not applied to ${environment}: ${missing
        .map(commit => commit.sha.slice(0, 7))
        .join(', ')}. Apply infra before the app that needs it.`,
      { evidence: missing.map(commit => commit.message.split('\n')[0]) },
    );
  }
  return passed(
    TITLE,
    'infrastructure-applied',
    `${environment} is at ${applied.commit.slice(0, 7)}, which contains the infrastructure commits of this release`,
    { evidence: [applied.url] },
  );
}
