import { useEffect, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Checkbox, CheckboxGroup, Select, TextField } from '@backstage/ui';
import type { FreezeScope } from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { capitalise } from '../../lib/text';
import { useFacets } from '../OverviewPage/useFacets';
import { scopeOf } from './useFreezeForm';
import { ScopeText } from './ScopeText';
import styles from './Freezes.module.css';

type Scope = Required<FreezeScope>;
type Option = { id: string; label: string };

const TIERS: Scope['tiers'] = [
  'development',
  'testing',
  'staging',
  'production',
];
const FOUND = 20;

const keysOf = (keys: unknown): string[] =>
  Array.isArray(keys) ? keys.map(String) : [];

/** Services found by what was typed; those chosen stay in the list. */
function useServices(text: string, chosen: string[]) {
  const api = useApi(releaseFlowApiRef);
  const [known, setKnown] = useState<Map<string, string>>(new Map());
  const [found, setFound] = useState<Option[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    api
      .overview(
        { text: text.trim() || undefined, limit: FOUND },
        { signal: stop.signal },
      )
      .then(
        ({ items }) => {
          if (stop.signal.aborted) return;
          const options = items.map(({ ref, title }) => ({
            id: ref,
            label: title,
          }));
          setFound(options);
          setKnown(
            old =>
              new Map([
                ...old,
                ...options.map(({ id, label }) => [id, label] as const),
              ]),
          );
        },
        () => {},
      );
    return () => stop.abort();
  }, [api, text]);
  const kept = chosen
    .filter(ref => !found.some(({ id }) => id === ref))
    .map(ref => ({ id: ref, label: known.get(ref) ?? ref }));
  return [...kept, ...found];
}

function ServiceSelect(props: {
  value: string[];
  onChange: (refs: string[]) => void;
}) {
  const [text, setText] = useState('');
  return (
    <Select
      label="Services"
      placeholder="Any"
      selectionMode="multiple"
      options={useServices(text, props.value)}
      search={{
        mode: 'server',
        inputValue: text,
        onInputChange: setText,
        placeholder: 'Search services…',
      }}
      value={props.value}
      onChange={keys => props.onChange(keysOf(keys))}
    />
  );
}

/** What a freeze covers; what is left empty does not narrow it. */
export function ScopeFields(props: {
  scope: Scope;
  narrow: (change: Partial<Scope>) => void;
}) {
  const { scope, narrow } = props;
  const { flows, owners } = useFacets();
  const [environments, setEnvironments] = useState('');
  return (
    <section className={styles.scope} aria-label="What it covers">
      <CheckboxGroup
        label="Environments"
        orientation="horizontal"
        className={styles.wrapping}
        value={scope.tiers}
        onChange={tiers => narrow({ tiers: tiers as Scope['tiers'] })}
      >
        {TIERS.map(tier => (
          <Checkbox key={tier} value={tier}>
            {capitalise(tier)}
          </Checkbox>
        ))}
      </CheckboxGroup>
      <div className={styles.pair}>
        <Select
          label="Flows"
          placeholder="Any"
          selectionMode="multiple"
          options={flows.map(({ ref, title }) => ({ id: ref, label: title }))}
          value={scope.flows}
          onChange={keys => narrow({ flows: keysOf(keys) })}
        />
        <Select
          label="Owners"
          placeholder="Any"
          selectionMode="multiple"
          options={owners}
          value={scope.owners}
          onChange={keys => narrow({ owners: keysOf(keys) })}
        />
        <ServiceSelect
          value={scope.services}
          onChange={services => narrow({ services })}
        />
        <TextField
          label="Environments by name"
          placeholder="Any"
          value={environments}
          onChange={text => {
            setEnvironments(text);
            narrow({ environments: text.split(/[\s,]+/).filter(Boolean) });
          }}
          autoComplete="off"
          spellCheck="false"
        />
      </div>
      <p className={styles.words} role="status" data-testid="scope-in-words">
        Covers <ScopeText scope={scopeOf(scope)} />.
      </p>
    </section>
  );
}
