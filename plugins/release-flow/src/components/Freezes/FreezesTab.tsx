import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Switch } from '@backstage/ui';
import { RiForbid2Line, RiSnowflakeLine } from '@remixicon/react';
import type { FreezeView } from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { useLive } from '../../hooks/useLive';
import { phaseOf } from '../../lib/freezeWords';
import { ownTimeZone } from '../../lib/time';
import {
  ActionAlert,
  Empty,
  Failure,
  Panel,
  StaleNotice,
  TableSkeleton,
} from '../common';
import { DeclareDialog } from './DeclareDialog';
import { EndDialog } from './EndDialog';
import { FreezeItem } from './FreezeItem';
import { StopDialog } from './StopDialog';
import styles from './Freezes.module.css';

type DialogRequest =
  { kind: 'declare' | 'stop' } | { kind: 'end'; freeze: FreezeView };

const PHASES = [
  { phase: 'active', title: 'Now' },
  { phase: 'planned', title: 'To come' },
  { phase: 'over', title: 'Over' },
] as const;

function Dialog(props: {
  request: DialogRequest;
  onDone: () => void;
  onClose: () => void;
}) {
  const { request, ...rest } = props;
  switch (request.kind) {
    case 'declare':
      return <DeclareDialog {...rest} />;
    case 'stop':
      return <StopDialog {...rest} />;
    default:
      return <EndDialog freeze={request.freeze} {...rest} />;
  }
}

function Groups(props: {
  freezes: FreezeView[];
  onEnd: ((freeze: FreezeView) => void) | undefined;
}) {
  const { freezes, onEnd } = props;
  return (
    <>
      {PHASES.map(({ phase, title }) => {
        const items = freezes.filter(freeze => phaseOf(freeze) === phase);
        return (
          items.length > 0 && (
            <Panel key={phase} title={title} note={`${items.length}`}>
              <ul className={styles.list} aria-label={title}>
                {items.map(freeze => (
                  <FreezeItem
                    key={freeze.id}
                    freeze={freeze}
                    onEnd={onEnd && (() => onEnd(freeze))}
                  />
                ))}
              </ul>
            </Panel>
          )
        );
      })}
    </>
  );
}

/** The times in which nothing is deployed, and the switch that stops everything. */
export function FreezesTab() {
  const api = useApi(releaseFlowApiRef);
  const [isAll, setAll] = useState(false);
  const [dialog, setDialog] = useState<DialogRequest>();
  const live = useLive({
    key: isAll ? 'all' : 'open',
    keepPrevious: true,
    load: signal => api.freezes(!isAll, { signal }),
  });
  if (live.status === 'loading') return <TableSkeleton />;
  if (live.status === 'failed') {
    return (
      <Failure error={live.error} what="the freezes" onRetry={live.refresh} />
    );
  }
  const { items, canDeclare } = live.data;
  const stop = items.find(
    ({ kind, active }) => kind === 'stop-the-line' && active,
  );
  return (
    <div className={styles.page}>
      <StaleNotice
        problem={live.problem}
        loadedAt={live.loadedAt}
        onRetry={live.refresh}
      />
      <div className={styles.toolbar}>
        <p className={styles.about}>
          While a freeze holds, what it covers can be asked for and decided, and
          waits. Times are yours, {ownTimeZone()}.
          {!canDeclare && ' Your permissions do not let you declare freezes.'}
        </p>
        <div className={styles.actions}>
          {canDeclare && (
            <>
              <Button
                variant="secondary"
                iconStart={<RiSnowflakeLine />}
                onPress={() => setDialog({ kind: 'declare' })}
              >
                Declare freeze…
              </Button>
              {!stop && (
                <Button
                  variant="primary"
                  destructive
                  iconStart={<RiForbid2Line />}
                  onPress={() => setDialog({ kind: 'stop' })}
                >
                  Stop the line…
                </Button>
              )}
            </>
          )}
        </div>
      </div>
      {stop && (
        <ActionAlert
          status="danger"
          icon={<RiForbid2Line aria-hidden />}
          data-testid="line-stopped"
          title="The line is stopped: nothing is deployed anywhere"
          description={`“${stop.reason}”`}
          customActions={
            canDeclare && (
              <Button
                variant="secondary"
                onPress={() => setDialog({ kind: 'end', freeze: stop })}
              >
                Start the line again…
              </Button>
            )
          }
        />
      )}
      {items.length === 0 ? (
        <Empty
          icon={<RiSnowflakeLine aria-hidden />}
          title={isAll ? 'There was never a freeze' : 'No freeze is declared'}
        >
          Deployments go on as their flows say.
          {canDeclare &&
            ' Declare one for a time in which nobody should deploy, such as year end or weekends.'}
        </Empty>
      ) : (
        <Groups
          freezes={items}
          onEnd={
            canDeclare
              ? freeze => setDialog({ kind: 'end', freeze })
              : undefined
          }
        />
      )}
      <Switch label="Show what is over" isSelected={isAll} onChange={setAll} />
      {dialog && (
        <Dialog
          request={dialog}
          onDone={live.refresh}
          onClose={() => setDialog(undefined)}
        />
      )}
    </div>
  );
}
