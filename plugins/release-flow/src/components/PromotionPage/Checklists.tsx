import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type {
  ChecklistRequest,
  ChecklistView,
  PromotionView,
} from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { Panel } from '../common';
import { ChecklistItem } from './ChecklistItem';
import { ItemDialog, type ItemRequest } from './ItemDialog';
import styles from './Checklists.module.css';

const WHEN = {
  gate: 'before the deployment',
  verification: 'after the deployment',
};

function Progress({ done, of }: { done: number; of: number }) {
  return (
    <div
      className={styles.bar}
      data-whole={done === of ? 'true' : undefined}
      aria-hidden
    >
      <span style={{ width: `${(100 * done) / of}%` }} />
    </div>
  );
}

function Checklist(props: {
  promotion: PromotionView;
  checklist: ChecklistView;
  refresh: () => void;
}) {
  const { promotion, checklist, refresh } = props;
  const api = useApi(releaseFlowApiRef);
  const [dialog, setDialog] = useState<ItemRequest>();
  const { items, name, title, when } = checklist;
  const done = items.filter(({ state }) => state !== 'open').length;
  const send = (
    item: string,
    state: ChecklistRequest['state'],
    evidence?: string,
  ) => api.tick(promotion.id, { checklist: name, item, state, evidence });
  return (
    <Panel
      title={title}
      note={
        <>
          <b className={styles.count}>
            {done} of {items.length}
          </b>{' '}
          done, {WHEN[when]}
        </>
      }
    >
      <Progress done={done} of={items.length} />
      <ul className={styles.list} aria-label={title}>
        {items.map(item => (
          <ChecklistItem
            key={item.id}
            item={item}
            send={state => send(item.id, state)}
            onAsk={state => setDialog({ item, state })}
            onDone={refresh}
          />
        ))}
      </ul>
      {dialog && (
        <ItemDialog
          request={dialog}
          send={evidence => send(dialog.item.id, dialog.state, evidence)}
          onDone={refresh}
          onClose={() => setDialog(undefined)}
        />
      )}
    </Panel>
  );
}

/** What people do or look at, before and after the deployment. */
export function Checklists(props: {
  promotion: PromotionView;
  refresh: () => void;
}) {
  return (
    <>
      {props.promotion.checklists.map(checklist => (
        <Checklist key={checklist.name} checklist={checklist} {...props} />
      ))}
    </>
  );
}
