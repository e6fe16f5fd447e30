import { Alert } from '@backstage/ui';
import type { PromotionView } from 'backstage-plugin-release-flow-common';
import { isOver } from '../../lib/states';
import { ActionAlert, Ago, External, Sentence } from '../common';
import { GithubReview } from './GithubReview';

const ENDS: Record<string, 'success' | 'warning' | 'danger' | 'info'> = {
  succeeded: 'success',
  'rolled-back': 'warning',
  failed: 'danger',
  errored: 'danger',
  rejected: 'danger',
  cancelled: 'info',
  expired: 'info',
  superseded: 'info',
};

function endTitle(promotion: PromotionView): string {
  const { label, environment, onFailure } = promotion;
  if (promotion.kind !== 'promotion') {
    const name = `${label} in ${environment.title}`;
    return {
      succeeded: `Done: ${name}`,
      failed: `Failed: ${name}`,
      errored: `Broke: ${name}`,
      rejected: `Rejected: ${name}`,
      cancelled: 'Cancelled before it was done',
      expired: 'Expired: nobody decided in time',
    }[promotion.state as string]!;
  }
  switch (promotion.state) {
    case 'succeeded':
      return `${label} runs in ${environment.title}`;
    case 'rolled-back':
      return `${label} failed in ${environment.title} and was rolled back${onFailure.label ? ` to ${onFailure.label}` : ''}`;
    case 'failed':
      return `${label} did not make it to ${environment.title}`;
    case 'errored':
      return `Something broke on the way to ${environment.title}`;
    case 'rejected':
      return `${label} was rejected for ${environment.title}`;
    case 'cancelled':
      return 'Cancelled before it was done';
    case 'expired':
      return 'Expired: nobody decided in time';
    default:
      return 'Superseded by a newer promotion';
  }
}

const asSentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

/** How it ended, or what keeps it from going on. */
export function Outcome(props: {
  promotion: PromotionView;
  refresh: () => void;
}) {
  const { promotion, refresh } = props;
  const { state, message, finishedAt, trouble, environment } = promotion;
  const run = promotion.links.find(({ title }) => /run|github/i.test(title));
  if (isOver(state)) {
    return (
      <Alert
        status={ENDS[state]}
        icon
        data-testid="outcome"
        title={endTitle(promotion)}
        description={
          <>
            <Sentence text={asSentence(message)} />
            {finishedAt && (
              <>
                {' '}
                Ended <Ago at={finishedAt} />.
              </>
            )}
          </>
        }
      />
    );
  }
  return (
    <>
      {trouble && (
        <Alert
          role="status"
          status="warning"
          icon
          title="Held up, and tried again by itself"
          description={<Sentence text={trouble} />}
        />
      )}
      {state === 'waiting-in-github' && (
        <ActionAlert
          status="info"
          icon
          title="Waiting for a review in GitHub"
          description={`The ${environment.id} environment has required reviewers in GitHub. GitHub starts the job by itself as soon as one of them approves; nothing is to be done here.`}
          customActions={
            <>
              {run && <External url={run.url}>Review in GitHub</External>}
              <GithubReview promotion={promotion} refresh={refresh} />
            </>
          }
        />
      )}
      {state === 'attention' && (
        <Alert
          role="alert"
          status="danger"
          icon
          title="It is not known whether the change was made"
          description={
            <>
              <Sentence text={asSentence(message)} /> Look at the target, then
              resolve it; nothing is repeated blindly and {environment.title}{' '}
              stays locked until then.
            </>
          }
        />
      )}
      {state === 'rolling-back' && (
        <Alert
          status="warning"
          icon
          title="Verification failed; rolling back"
          description={<Sentence text={message} />}
        />
      )}
    </>
  );
}
