import { useCallback, useState } from 'react';
import { toError } from '@backstage/errors';
import { useLive, type Live } from './useLive';

interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface PagedOptions<T> {
  key: string;
  service?: string;
  load: (cursor: string | undefined, signal?: AbortSignal) => Promise<Page<T>>;
  isBusy?: (items: T[]) => boolean;
}

/** The first page stays fresh; older pages are fetched when asked for. */
export function usePaged<T>(options: PagedOptions<T>): {
  live: Live<Page<T>>;
  items: T[];
  more: (() => void) | undefined;
  isLoadingMore: boolean;
  moreError: Error | undefined;
} {
  const { key, service, load } = options;
  const live = useLive<Page<T>>({
    key,
    service,
    load: signal => load(undefined, signal),
    isBusy: page => options.isBusy?.(page.items) ?? false,
  });
  const [older, setOlder] = useState<Page<T> & { key: string }>();
  const [loading, setLoading] = useState(false);
  const [moreError, setMoreError] = useState<Error>();

  const first = live.status === 'ready' ? live.data : undefined;
  const rest = older?.key === key ? older : undefined;
  const cursor = rest ? rest.nextCursor : (first?.nextCursor ?? null);
  const more = useCallback(async () => {
    if (!cursor) return;
    setLoading(true);
    setMoreError(undefined);
    try {
      const page = await load(cursor);
      setOlder(old => ({
        key,
        items: [...(old?.key === key ? old.items : []), ...page.items],
        nextCursor: page.nextCursor,
      }));
    } catch (error) {
      setMoreError(toError(error));
    }
    setLoading(false);
  }, [cursor, key, load]);

  return {
    live,
    items: [...(first?.items ?? []), ...(rest?.items ?? [])],
    more: cursor ? more : undefined,
    isLoadingMore: loading,
    moreError,
  };
}
