import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Radio, RadioGroup, Skeleton } from '@backstage/ui';
import type {
  DeploymentView,
  EnvironmentState,
} from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { useAct } from '../../hooks/useAct';
import { useLive } from '../../hooks/useLive';
import { usePreflight } from '../../hooks/usePreflight';
import { errorMessage } from '../../lib/errors';
import { describeIntent } from '../../lib/states';
import { artifactId } from '../../lib/text';
import { Ago, External, Id, Pill } from '../common';
import { useService } from '../EntityReleases/serviceContext';
import { ActDialog } from './ActDialog';
import { EarlierArtifacts } from './EarlierArtifacts';
import { EmergencyField, useEmergency } from './EmergencyField';
import { PreflightView } from './PreflightView';
import { ReasonField } from './ReasonField';
import styles from './Dialog.module.css';

const SHOWN = 8;

/** What ran here before, newest first, once per artifact. */
function useReturns(environment: EnvironmentState) {
  const api = useApi(releaseFlowApiRef);
  const { ref } = useService().service;
  const live = useLive({
    key: `${ref} ${environment.id}`,
    load: async signal => {
      const { items } = await api.history(
        ref,
        { environment: environment.id, limit: 100 },
        { signal },
      );
      const seen = new Set<string>();
      const now = artifactId(environment.recorded?.artifact ?? null);
      if (now) seen.add(now);
      return items.flatMap(({ deployment }) => {
        if (!deployment?.rollback) return [];
        const id = artifactId(deployment.artifact) ?? deployment.id;
        if (seen.has(id)) return [];
        seen.add(id);
        return [deployment];
      });
    },
  });
  return live;
}

function Choice({ deployment }: { deployment: DeploymentView }) {
  const id = artifactId(deployment.artifact);
  const { rollback, kind, verified } = deployment;
  return (
    <Radio value={deployment.id} isDisabled={!rollback?.possible}>
      <span className={styles.option}>
        <b>{deployment.label}</b>
        {id && <Id id={id} />}
        {kind === 'recorded' && verified && (
          <Pill tone="positive">verified</Pill>
        )}
        {kind !== 'recorded' && (
          <Pill>{describeIntent(kind).toLocaleLowerCase('en-US')}</Pill>
        )}
        <span className={styles.optionText}>
          went live here <Ago at={deployment.happenedAt} />
          {rollback?.message && `. ${rollback.message}`}
        </span>
      </span>
    </Radio>
  );
}

export function RollbackDialog(props: {
  environment: EnvironmentState;
  deployment?: string;
  onClose: () => void;
}) {
  const { environment, onClose } = props;
  const api = useApi(releaseFlowApiRef);
  const { service, refresh } = useService();
  const returns = useReturns(environment);
  const [chosen, setChosen] = useState(props.deployment);
  const [reason, setReason] = useState('');
  const emergency = useEmergency();
  const listed = returns.status === 'ready' ? returns.data : [];
  const label = listed.find(({ id }) => id === chosen)?.label;
  const { state: preflight, ask } = usePreflight(
    service.ref,
    chosen
      ? {
          environment: environment.id,
          deployment: chosen,
          intent: 'rollback',
          ...emergency.request,
        }
      : undefined,
  );
  const name =
    label ??
    (preflight.status === 'answered' ? preflight.answer.label : undefined);
  const { state, act } = useAct({
    send: idempotencyKey =>
      api.promote(service.ref, {
        environment: environment.id,
        deployment: chosen,
        intent: 'rollback',
        reason: reason.trim(),
        ...emergency.request,
        idempotencyKey,
      }),
    done: `Asked to roll ${environment.id} back to ${name}`,
    onDone: () => {
      refresh();
      onClose();
    },
  });
  const isEmpty = returns.status === 'ready' && listed.length === 0;
  const block =
    (isEmpty && !chosen ? 'There is nothing to go back to.' : undefined) ??
    emergency.block(preflight, reason) ??
    (reason.trim().length < 3 ? 'Say why.' : undefined);
  return (
    <ActDialog
      title={`Roll back ${environment.title}`}
      confirm={name ? `Roll ${environment.id} back to ${name}` : 'Roll back'}
      blocked={block}
      destructive
      state={state}
      onConfirm={act}
      onClose={onClose}
    >
      {returns.status === 'loading' && <Skeleton width="100%" height={80} />}
      {returns.status === 'failed' && (
        <Alert status="danger" icon title={errorMessage(returns.error)} />
      )}
      {isEmpty && (
        <Alert
          status="info"
          icon
          title="Nothing to go back to"
          description={`Nothing else is known to have run in ${environment.title}. Promote an older release instead.`}
        />
      )}
      {listed.length > 0 && (
        <RadioGroup
          label="Go back to"
          value={chosen ?? null}
          onChange={setChosen}
        >
          {listed.slice(0, SHOWN).map(deployment => (
            <Choice key={deployment.id} deployment={deployment} />
          ))}
        </RadioGroup>
      )}
      {returns.status === 'ready' && (
        <EarlierArtifacts environment={environment} onChoose={setChosen} />
      )}
      {environment.revert && (
        <p className={`${styles.text} ${styles.secondary}`}>
          Or go forward: revert <Id id={environment.revert.commit} /> in a pull
          request.{' '}
          <External url={environment.revert.url}>
            Find its pull request on GitHub
          </External>
        </p>
      )}
      {chosen && <ReasonField isRequired value={reason} onChange={setReason} />}
      <PreflightView service={service.ref} state={preflight} onAskAgain={ask} />
      <EmergencyField preflight={preflight} emergency={emergency} />
      {preflight.status === 'answered' && preflight.answer.allowed && (
        <p className={`${styles.text} ${styles.secondary}`}>
          Afterwards automation is held in {environment.title}, so that the
          release you leave does not come back by itself.
        </p>
      )}
    </ActDialog>
  );
}
