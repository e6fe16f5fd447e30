import { lazy, Suspense, useEffect, useState } from 'react';
import { toError } from '@backstage/errors';
import { useApi } from '@backstage/frontend-plugin-api';
import { Skeleton } from '@backstage/ui';
import { releaseFlowApiRef } from '../../api';
import { Failure, Panel } from '../common';
import { CopyButton } from './CopyButton';

const DocumentBody = lazy(() => import('./DocumentBody'));

type Loaded = { key: string; text?: string; error?: Error };

function useDocument(flow: { ref: string; revision: string }, service: string) {
  const api = useApi(releaseFlowApiRef);
  const [turn, setTurn] = useState(0);
  const [loaded, setLoaded] = useState<Loaded>();
  const { ref, revision } = flow;
  const key = `${ref} ${revision} ${service} ${turn}`;
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    api.flowDocument(ref, { service }, { signal }).then(
      text => !signal.aborted && setLoaded({ key, text }),
      error => !signal.aborted && setLoaded({ key, error: toError(error) }),
    );
    return () => stop.abort();
  }, [api, ref, service, key]);
  return {
    ...(loaded?.key === key ? loaded : undefined),
    retry: () => setTurn(old => old + 1),
  };
}

/** How releases of this service flow, as a document made from the flow's declaration. */
export function FlowDocument(props: {
  flow: { ref: string; title: string; revision: string };
  service: string;
}) {
  const { flow, service } = props;
  const { text, error, retry } = useDocument(flow, service);
  if (error) {
    return <Failure error={error} what="the flow's document" onRetry={retry} />;
  }
  return (
    <Panel
      title="How releases flow"
      note={flow.title}
      actions={
        text !== undefined && (
          <CopyButton text={text} what="the document">
            Copy as Markdown
          </CopyButton>
        )
      }
    >
      {text === undefined ? (
        <Skeleton width="100%" height={160} />
      ) : (
        <Suspense fallback={<Skeleton width="100%" height={160} />}>
          <DocumentBody markdown={text} />
        </Suspense>
      )}
    </Panel>
  );
}
