import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Radio, RadioGroup, TextField } from '@backstage/ui';
import type { RunbookView } from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { useAct } from '../../hooks/useAct';
import { ActDialog } from '../dialogs/ActDialog';
import { ReasonField } from '../dialogs/ReasonField';
import { useService } from '../EntityReleases/serviceContext';
import styles from '../dialogs/Dialog.module.css';

function InputField(props: {
  input: RunbookView['inputs'][number];
  value: string;
  onChange: (value: string) => void;
}) {
  const { input, value, onChange } = props;
  const { title, description, values, pattern } = input;
  if (values) {
    return (
      <RadioGroup
        label={title}
        description={description ?? undefined}
        orientation={values.length < 4 ? 'horizontal' : 'vertical'}
        value={value || null}
        onChange={onChange}
      >
        {values.map(each => (
          <Radio key={each} value={each}>
            {each}
          </Radio>
        ))}
      </RadioGroup>
    );
  }
  return (
    <TextField
      label={title}
      description={description ?? (pattern ? `Matches ${pattern}` : undefined)}
      isRequired
      maxLength={200}
      value={value}
      onChange={onChange}
    />
  );
}

/** Asks for a run of a runbook in one environment. */
export function RunbookDialog(props: {
  runbook: RunbookView;
  environment: { id: string; title: string };
  onClose: () => void;
}) {
  const { runbook, environment, onClose } = props;
  const api = useApi(releaseFlowApiRef);
  const { service, refresh } = useService();
  const [reason, setReason] = useState('');
  const [inputs, setInputs] = useState<Record<string, string>>({});
  const { state, act } = useAct({
    send: idempotencyKey =>
      api.runRunbook(service.ref, runbook.id, {
        environment: environment.id,
        inputs,
        reason: reason.trim(),
        idempotencyKey,
      }),
    done: `Asked for '${runbook.title}' in ${environment.id}`,
    onDone: () => {
      refresh();
      onClose();
    },
  });
  const missing = runbook.inputs.find(({ name }) => !inputs[name]);
  let block: string | undefined;
  if (missing) block = `Give a value for ${missing.title}.`;
  else if (reason.trim().length < 3) block = 'Say why.';
  const asksPeople = runbook.gates.some(type =>
    ['approvals', 'sign-off', 'checklist'].includes(type),
  );
  return (
    <ActDialog
      title={`${runbook.title}: ${environment.title}`}
      confirm={`Run in ${environment.id}`}
      blocked={block}
      state={state}
      onConfirm={act}
      onClose={onClose}
    >
      {runbook.when && <p className={styles.text}>{runbook.when}</p>}
      {runbook.inputs.map(input => (
        <InputField
          key={input.name}
          input={input}
          value={inputs[input.name] ?? ''}
          onChange={value =>
            setInputs(old => ({ ...old, [input.name]: value }))
          }
        />
      ))}
      <section className={styles.section}>
        <h3 className={styles.sectionHead}>Then</h3>
        <ul className={styles.list}>
          {asksPeople && (
            <li>Others are asked for their decision; nothing runs before it</li>
          )}
          <li>
            {runbook.run?.by === 'task' ? 'A task runs: ' : 'Dispatched: '}
            <code>{runbook.run?.what}</code>
          </li>
          {runbook.thenRedeploy && (
            <li>What runs in {environment.title} can be deployed again</li>
          )}
        </ul>
      </section>
      <ReasonField isRequired value={reason} onChange={setReason} />
    </ActDialog>
  );
}
