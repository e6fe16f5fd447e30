import { useApi } from '@backstage/frontend-plugin-api';
import { ButtonLink } from '@backstage/ui';
import { RiForbid2Line, RiSnowflakeLine } from '@remixicon/react';
import type { FreezeView } from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { useLinks } from '../../hooks/useLinks';
import { useLive } from '../../hooks/useLive';
import { plural } from '../../lib/text';
import { formatMoment } from '../../lib/time';
import { ActionAlert, Ago, Person } from '../common';
import { ScopeText } from './ScopeText';

function Stopped({ freeze }: { freeze: FreezeView }) {
  return (
    <>
      Nothing is deployed anywhere. Stopped by <Person actor={freeze.by} />{' '}
      <Ago at={freeze.at} />: “{freeze.reason}”
    </>
  );
}

function Frozen({ freeze, more }: { freeze: FreezeView; more: number }) {
  return (
    <>
      Covers <ScopeText scope={freeze.scope} />
      {freeze.activeUntil && ` until ${formatMoment(freeze.activeUntil)}`}: “
      {freeze.reason}”{more > 0 && `. And ${plural(more, 'more freeze')}.`}
    </>
  );
}

/** Says above everything else that nothing moves; silent while nothing is frozen. */
export function FreezeBanner() {
  const api = useApi(releaseFlowApiRef);
  const links = useLinks();
  const live = useLive({
    key: 'freezes',
    load: signal => api.freezes(true, { signal }),
  });
  if (live.status !== 'ready') return null;
  const active = live.data.items.filter(freeze => freeze.active);
  if (active.length === 0) return null;
  const stop = active.find(({ kind }) => kind === 'stop-the-line');
  const [first] = active;
  return (
    <ActionAlert
      status={stop ? 'danger' : 'warning'}
      icon={
        stop ? <RiForbid2Line aria-hidden /> : <RiSnowflakeLine aria-hidden />
      }
      data-testid="freeze-banner"
      title={stop ? 'The line is stopped' : `Freeze: ${first.title}`}
      description={
        stop ? (
          <Stopped freeze={stop} />
        ) : (
          <Frozen freeze={first} more={active.length - 1} />
        )
      }
      customActions={
        links.freezes && (
          <ButtonLink variant="secondary" size="small" href={links.freezes}>
            Details
          </ButtonLink>
        )
      }
    />
  );
}
