import { useEffect, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Radio, RadioGroup, TextField } from '@backstage/ui';
import {
  gitRefSchema,
  type EnvironmentState,
} from 'backstage-plugin-release-flow-common';
import { takes } from '../../lib/environment';
import { releaseFlowApiRef } from '../../api';
import { useAct } from '../../hooks/useAct';
import { usePreflight } from '../../hooks/usePreflight';
import { useService } from '../EntityReleases/serviceContext';
import { ActDialog } from './ActDialog';
import { preflightBlock, PreflightView } from './PreflightView';
import styles from './Dialog.module.css';

const BUILD_ONLY = 'build-only';
const TYPING_MS = 400;

/** The value once it has stopped changing. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPING_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

function refProblem(ref: string): string | undefined {
  if (!ref) return undefined;
  const parsed = gitRefSchema.safeParse(ref);
  return parsed.success ? undefined : parsed.error.issues[0].message;
}

export function EphemeralDialog(props: {
  environment?: EnvironmentState;
  onClose: () => void;
}) {
  const { onClose } = props;
  const api = useApi(releaseFlowApiRef);
  const { service, refresh } = useService();
  const places = service.environments.filter(
    each => takes(each, 'ephemeral') && each.can.ephemeral,
  );
  const [ref, setRef] = useState('');
  const [where, setWhere] = useState(
    props.environment?.id ?? places[0]?.id ?? BUILD_ONLY,
  );
  const settled = useSettled(ref);
  const problem = refProblem(ref);
  const environment = where === BUILD_ONLY ? undefined : where;
  const { state: preflight, ask } = usePreflight(
    service.ref,
    environment && settled && settled === ref && !problem
      ? { environment, ref: settled, intent: 'ephemeral' }
      : undefined,
  );
  const { state, act } = useAct({
    send: idempotencyKey =>
      api.buildEphemeral(service.ref, { ref, environment, idempotencyKey }),
    done: environment
      ? `Building ${ref} for ${environment}`
      : `Building ${ref}`,
    onDone: () => {
      refresh();
      onClose();
    },
  });
  const title = service.environments.find(
    ({ id }) => id === environment,
  )?.title;
  let block: string | undefined;
  if (!ref) block = 'Name the branch.';
  else if (problem) block = 'The branch name is not valid.';
  else if (environment) block = preflightBlock(preflight, '');
  return (
    <ActDialog
      title="Try a branch"
      confirm={
        environment
          ? `Build ${ref || 'branch'} for ${environment}`
          : `Build ${ref || 'branch'}`
      }
      blocked={block === 'Choose first.' ? 'Checking the gates…' : block}
      state={state}
      onConfirm={act}
      onClose={onClose}
    >
      <p className={styles.text}>
        Builds an image from the branch without cutting a release. An ephemeral
        build never leaves the environment it is built for.
      </p>
      <TextField
        // The dialog was opened to type this.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        label="Branch, tag or commit"
        placeholder="feat/some-experiment"
        value={ref}
        onChange={value => setRef(value.trim())}
        isInvalid={Boolean(problem)}
        description={problem ? `It ${problem}` : undefined}
        autoComplete="off"
        spellCheck="false"
      />
      <RadioGroup label="When it is built" value={where} onChange={setWhere}>
        {places.map(({ id, title: name }) => (
          <Radio key={id} value={id}>
            Deploy it to {name}
          </Radio>
        ))}
        <Radio value={BUILD_ONLY}>Only build it</Radio>
      </RadioGroup>
      {environment ? (
        <PreflightView
          service={service.ref}
          state={preflight}
          onAskAgain={ask}
        />
      ) : (
        <p className={`${styles.text} ${styles.secondary}`}>
          Runs {service.release.ephemeralWorkflow}; no environment changes.
        </p>
      )}
      {environment && preflight.status === 'answered' && (
        <p className={`${styles.text} ${styles.secondary}`}>
          {title} leaves its present release until someone restores it.
        </p>
      )}
    </ActDialog>
  );
}
