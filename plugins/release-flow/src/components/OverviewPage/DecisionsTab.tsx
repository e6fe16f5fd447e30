import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { ButtonLink, Link } from '@backstage/ui';
import { RiInboxLine } from '@remixicon/react';
import type { PromotionSummary } from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { useLinks } from '../../hooks/useLinks';
import { usePaged } from '../../hooks/usePaged';
import { describeState } from '../../lib/states';
import {
  Ago,
  Empty,
  Expiry,
  Failure,
  MoreRows,
  Person,
  Pill,
  Sentence,
  StaleNotice,
  Surface,
  TableSkeleton,
} from '../common';
import styles from './OverviewPage.module.css';

function Item({ promotion }: { promotion: PromotionSummary }) {
  const links = useLinks();
  const { environment, label, service } = promotion;
  const page = links.service(service.ref);
  const state = describeState(promotion.state);
  const title = `${label} to ${environment.title}`;
  return (
    <li className={styles.item}>
      <div className={styles.itemText}>
        <h2 className={styles.itemTitle}>
          {title}
          <Pill tone={state.tone}>{state.label}</Pill>
        </h2>
        <div>
          {page ? (
            <Link href={page} variant="body-medium">
              {service.title}
            </Link>
          ) : (
            service.title
          )}
          {promotion.base && `, runs ${promotion.base} now`}.{' '}
          <Sentence text={promotion.message} />
        </div>
        <div className={styles.secondary}>
          Requested <Ago at={promotion.requestedAt} /> by{' '}
          <Person actor={promotion.requestedBy} />
          {promotion.reason && `: “${promotion.reason}”`}
          {promotion.expiresAt && (
            <>
              {' · '}
              <Expiry at={promotion.expiresAt} />
            </>
          )}
        </div>
      </div>
      <ButtonLink
        variant="secondary"
        size="small"
        href={links.promotion(promotion.id)}
        aria-label={`Review ${label} to ${environment.id} of ${service.title}`}
      >
        Review
      </ButtonLink>
    </li>
  );
}

/** Everything that waits for the reader's decision. */
export function DecisionsTab() {
  const api = useApi(releaseFlowApiRef);
  const { live, items, more, isLoadingMore, moreError } = usePaged({
    key: 'awaiting-me',
    load: useCallback(
      (cursor, signal) =>
        api.promotions({ awaitingMe: 'true', cursor }, { signal }),
      [api],
    ),
  });
  if (live.status === 'loading') return <TableSkeleton />;
  if (live.status === 'failed') {
    return (
      <Failure
        error={live.error}
        what="your decisions"
        onRetry={live.refresh}
      />
    );
  }
  return (
    <div className={styles.page}>
      <StaleNotice
        problem={live.problem}
        loadedAt={live.loadedAt}
        onRetry={live.refresh}
      />
      {items.length === 0 ? (
        <Empty icon={<RiInboxLine aria-hidden />} title="Nothing waits for you">
          Promotions that need your approval appear here and on the service's
          Releases tab.
        </Empty>
      ) : (
        <Surface>
          <ul className={styles.inbox} aria-label="Waiting for you">
            {items.map(promotion => (
              <Item key={promotion.id} promotion={promotion} />
            ))}
          </ul>
          <MoreRows more={more} isLoading={isLoadingMore} error={moreError} />
        </Surface>
      )}
    </div>
  );
}
