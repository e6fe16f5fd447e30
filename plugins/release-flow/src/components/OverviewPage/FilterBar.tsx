import { useEffect, useRef, useState } from 'react';
import { Button, SearchField, Select } from '@backstage/ui';
import type { Flows } from 'backstage-plugin-release-flow-common';
import { STATUSES, type Filters } from './useFilters';
import styles from './OverviewPage.module.css';

const ANY = 'any';
const TYPING_MS = 300;

export function FilterBar(props: {
  filters: Filters;
  flows: Flows['items'];
  owners: { id: string; label: string }[];
  onChange: (name: keyof Filters, value: string | undefined) => void;
  onClear: () => void;
}) {
  const { filters, onChange } = props;
  const [text, setText] = useState(filters.text ?? '');
  const sent = useRef(filters.text);
  useEffect(() => {
    // What was typed comes back by the address, when more may have been typed already.
    if (filters.text === sent.current) return;
    sent.current = filters.text;
    setText(filters.text ?? '');
  }, [filters.text]);
  useEffect(() => {
    const typed = text.trim() || undefined;
    if (typed === filters.text) return undefined;
    const timer = setTimeout(() => {
      sent.current = typed;
      onChange('text', typed);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, filters.text, onChange]);

  const select = (
    name: 'owner' | 'flow' | 'status',
    label: string,
    options: readonly { id: string; label: string }[],
  ) => {
    const value = filters[name];
    const known = !value || options.some(({ id }) => id === value);
    return (
      <div className={styles.select}>
        <Select
          aria-label={label}
          options={[
            { id: ANY, label: `${label}: any` },
            ...options,
            ...(known ? [] : [{ id: value, label: value }]),
          ]}
          value={value ?? ANY}
          onChange={key =>
            onChange(name, key && key !== ANY ? String(key) : undefined)
          }
        />
      </div>
    );
  };
  return (
    <div className={styles.filters} role="search" aria-label="Filter services">
      <div className={styles.search}>
        <SearchField
          aria-label="Search services"
          placeholder="Search services…"
          size="small"
          maxLength={100}
          value={text}
          onChange={setText}
        />
      </div>
      {select('owner', 'Owner', props.owners)}
      {select(
        'flow',
        'Flow',
        props.flows.map(({ ref, title }) => ({ id: ref, label: title })),
      )}
      {select('status', 'Status', STATUSES)}
      {Object.keys(filters).length > 0 && (
        <Button variant="tertiary" size="small" onPress={props.onClear}>
          Clear
        </Button>
      )}
    </div>
  );
}
