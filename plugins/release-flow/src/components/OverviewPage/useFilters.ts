import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { OverviewQuery } from 'backstage-plugin-release-flow-common';

export const STATUSES = [
  { id: 'attention', label: 'Needs attention' },
  { id: 'waiting', label: 'Waiting' },
  { id: 'behind', label: 'Production behind' },
  { id: 'drift', label: 'Drifting' },
  { id: 'error', label: 'Flow error' },
] as const;

export type Filters = Pick<OverviewQuery, 'text' | 'owner' | 'flow' | 'status'>;

const NAMES = ['text', 'owner', 'flow', 'status'] as const;

/** The filters live in the address, so a view can be shared and gone back to. */
export function useFilters(): {
  filters: Filters;
  setFilter: (name: keyof Filters, value: string | undefined) => void;
  clear: () => void;
} {
  const [params, setParams] = useSearchParams();
  const filters = useMemo(() => {
    const found: Record<string, string> = {};
    for (const name of NAMES) {
      const value = params.get(name);
      if (value) found[name] = value;
    }
    if (!STATUSES.some(({ id }) => id === found.status)) delete found.status;
    return found as Filters;
  }, [params]);
  const setFilter = useCallback(
    (name: keyof Filters, value: string | undefined) =>
      setParams(
        old => {
          const next = new URLSearchParams(old);
          if (value) next.set(name, value);
          else next.delete(name);
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  const clear = useCallback(
    () => setParams(new URLSearchParams(), { replace: true }),
    [setParams],
  );
  return { filters, setFilter, clear };
}
