import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { VisuallyHidden } from '@backstage/ui';
import type { PromotionView } from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { ClockProvider } from '../../hooks/clock';
import { useLive } from '../../hooks/useLive';
import { isMoving, isOver } from '../../lib/states';
import { Failure, Panel, SkeletonCard, StaleNotice, StepList } from '../common';
import { Checklists } from './Checklists';
import { Circumstances } from './Circumstances';
import { Gates } from './Gates';
import { ByHand, GuideProvider, WhatToCheck } from './Guide';
import { Outcome } from './Outcome';
import { PromotionHead } from './PromotionHead';
import {
  ChangesPanel,
  DecisionPanel,
  EventsPanel,
  LinksPanel,
} from './PromotionPanels';
import styles from './PromotionPage.module.css';

function Loading() {
  return (
    <div className={styles.page} aria-busy="true">
      <VisuallyHidden>Reading the promotion</VisuallyHidden>
      <div className={styles.columns}>
        <SkeletonCard lines={8} />
        <SkeletonCard lines={6} />
      </div>
    </div>
  );
}

/** One promotion, read from the top as the decision a person takes. */
export function PromotionBody(props: {
  id: string;
  /** Lets the page's frame say which promotion this is. */
  onRead?: (promotion: PromotionView) => void;
}) {
  const { id, onRead } = props;
  const api = useApi(releaseFlowApiRef);
  const live = useLive({
    key: id,
    promotion: id,
    load: useCallback(
      async signal => {
        const promotion = await api.promotion(id, { signal });
        onRead?.(promotion);
        return promotion;
      },
      [api, id, onRead],
    ),
    isBusy: ({ state }) => isMoving(state),
  });
  if (live.status === 'loading') return <Loading />;
  if (live.status === 'failed') {
    return (
      <Failure
        error={live.error}
        what="this promotion"
        onRetry={live.refresh}
      />
    );
  }
  const { data: promotion, refresh } = live;
  return (
    <ClockProvider now={promotion.now}>
      <GuideProvider promotion={promotion}>
        <div className={styles.page}>
          <StaleNotice
            problem={live.problem}
            loadedAt={live.loadedAt}
            onRetry={refresh}
          />
          <PromotionHead promotion={promotion} refresh={refresh} />
          <Circumstances promotion={promotion} />
          <Outcome promotion={promotion} refresh={refresh} />
          <WhatToCheck />
          <div className={styles.columns}>
            <div className={styles.column}>
              <Gates promotion={promotion} refresh={refresh} />
              <Checklists promotion={promotion} refresh={refresh} />
              <Panel title={isOver(promotion.state) ? 'Steps' : 'Then'}>
                <StepList
                  steps={promotion.steps}
                  onFailure={
                    isOver(promotion.state) || promotion.kind !== 'promotion'
                      ? undefined
                      : promotion.onFailure
                  }
                />
              </Panel>
              <EventsPanel promotion={promotion} />
            </div>
            <div className={styles.column}>
              {promotion.kind === 'promotion' && (
                <ChangesPanel promotion={promotion} />
              )}
              <DecisionPanel promotion={promotion} />
              <LinksPanel promotion={promotion} />
              <ByHand promotion={promotion} />
            </div>
          </div>
        </div>
      </GuideProvider>
    </ClockProvider>
  );
}
