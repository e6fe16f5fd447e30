import { useState } from 'react';
import {
  configApiRef,
  githubAuthApiRef,
  useApi,
  useApiHolder,
} from '@backstage/frontend-plugin-api';
import { Button, Radio, RadioGroup } from '@backstage/ui';
import type { PromotionView } from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { useAct } from '../../hooks/useAct';
import { ChangeLine } from '../common';
import { ActDialog } from '../dialogs/ActDialog';
import { ReasonField } from '../dialogs/ReasonField';
import styles from '../dialogs/Dialog.module.css';

type Review = 'approve' | 'reject';

const WORDS = {
  approve: { confirm: 'Approve in GitHub', done: 'Approved in GitHub' },
  reject: { confirm: 'Reject in GitHub', done: 'Rejected in GitHub' },
};

function ReviewDialog(props: {
  promotion: PromotionView;
  refresh: () => void;
  onClose: () => void;
}) {
  const { promotion, refresh, onClose } = props;
  const { label, environment, id, base, artifact } = promotion;
  const api = useApi(releaseFlowApiRef);
  const github = useApi(githubAuthApiRef);
  const [review, setReview] = useState<Review>();
  const [comment, setComment] = useState('');
  const words = WORDS[review ?? 'approve'];
  const { state, act } = useAct({
    send: async () => {
      const token = await github.getAccessToken(['repo']);
      return api.reviewInGithub(
        id,
        { decision: review!, comment: comment.trim() },
        token,
      );
    },
    done: words.done,
    isShown: true,
    onDone: () => {
      refresh();
      onClose();
    },
  });
  return (
    <ActDialog
      title={`Review ${label} for ${environment.id} in GitHub`}
      confirm={words.confirm}
      blocked={review ? undefined : 'Approve or reject.'}
      destructive={review === 'reject'}
      state={state}
      onConfirm={act}
      onClose={onClose}
    >
      <ChangeLine from={base} to={{ label, artifact }} />
      <RadioGroup
        label="Your review"
        value={review ?? null}
        onChange={value => setReview(value as Review)}
      >
        <Radio value="approve">Approve: GitHub starts the job by itself</Radio>
        <Radio value="reject">Reject: the run fails, nothing is deployed</Radio>
      </RadioGroup>
      <p className={`${styles.text} ${styles.secondary}`}>
        It is your own review in GitHub, by your own sign-in there. GitHub may
        ask you for it now; it is used this once and not kept.
      </p>
      <ReasonField
        label="Comment"
        isRequired={false}
        value={comment}
        onChange={setComment}
      />
    </ActDialog>
  );
}

/** GitHub's own review without leaving the page, where the portal is set up for it. */
export function GithubReview(props: {
  promotion: PromotionView;
  refresh: () => void;
}) {
  const apis = useApiHolder();
  const [isOpen, setOpen] = useState(false);
  const isOffered =
    apis
      .get(configApiRef)
      ?.getOptionalBoolean('releaseFlow.github.inPortalReview') &&
    apis.get(githubAuthApiRef);
  if (!isOffered) return null;
  return (
    <>
      <Button size="small" variant="secondary" onPress={() => setOpen(true)}>
        Review here…
      </Button>
      {isOpen && <ReviewDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}
