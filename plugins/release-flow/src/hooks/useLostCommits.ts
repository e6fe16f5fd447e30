import { useEffect, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type { Compare } from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../api';

/**
 * A comparison backwards names no commits; the same the other way round names
 * those that would no longer run.
 */
export function useLostCommits(
  service: string,
  compare: Compare | null,
): Compare | null {
  const api = useApi(releaseFlowApiRef);
  const [lost, setLost] = useState<{ key: string; found: Compare }>();
  const isBackwards =
    compare?.status === 'behind' && compare.commits.length === 0;
  const key = isBackwards ? `${compare.to} ${compare.from}` : '';
  useEffect(() => {
    if (!key) return undefined;
    const stop = new AbortController();
    const [from, to] = key.split(' ');
    api.compare(service, { from, to }, { signal: stop.signal }).then(
      found => setLost({ key, found }),
      () => {},
    );
    return () => stop.abort();
  }, [api, service, key]);
  return compare && key && lost?.key === key
    ? { ...compare, commits: lost.found.commits, files: lost.found.files }
    : compare;
}
