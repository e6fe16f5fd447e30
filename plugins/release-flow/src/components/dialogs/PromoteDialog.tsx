import { useEffect, useState } from 'react';
import { toError } from '@backstage/errors';
import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Select } from '@backstage/ui';
import type {
  EnvironmentState,
  ReleaseView,
} from 'backstage-plugin-release-flow-common';
import { takesBuilds } from '../../lib/environment';
import { releaseFlowApiRef } from '../../api';
import { useAct } from '../../hooks/useAct';
import { usePreflight } from '../../hooks/usePreflight';
import { errorMessage } from '../../lib/errors';
import { useService } from '../EntityReleases/serviceContext';
import { ActDialog } from './ActDialog';
import { EmergencyField, useEmergency } from './EmergencyField';
import { PreflightView } from './PreflightView';
import { ReasonField } from './ReasonField';
import { useVersion, VersionField } from './VersionField';

type Listed =
  | { status: 'loading' }
  | { status: 'failed'; message: string }
  | { status: 'ready'; releases: ReleaseView[] };

/** Releases one could choose here; the preflight has the last word. */
function useChoices(environment: EnvironmentState): Listed {
  const api = useApi(releaseFlowApiRef);
  const { ref } = useService().service;
  const [listed, setListed] = useState<Listed>({ status: 'loading' });
  const withBuilds = takesBuilds(environment);
  useEffect(() => {
    const stop = new AbortController();
    const read = async (kind: 'release' | 'build') =>
      (await api.releases(ref, { kind }, { signal: stop.signal })).items;
    Promise.all([read('release'), withBuilds ? read('build') : []]).then(
      found => setListed({ status: 'ready', releases: found.flat() }),
      error =>
        !stop.signal.aborted &&
        setListed({ status: 'failed', message: errorMessage(toError(error)) }),
    );
    return () => stop.abort();
  }, [api, ref, withBuilds]);
  if (listed.status !== 'ready') return listed;
  return {
    status: 'ready',
    releases: listed.releases.filter(
      release =>
        release.artifact &&
        !release.rejected &&
        !release.environments.includes(environment.id) &&
        release.acceptedBy.includes(environment.id),
    ),
  };
}

/** A build is chosen by its commit: several of a branch may share a label. */
function nameOf({ tag, latest, branch, commit }: ReleaseView): string {
  if (latest) return `${tag} (latest)`;
  if (!branch || tag.startsWith(`${branch}@`)) return tag;
  return `${tag} (${branch} at ${commit?.slice(0, 7)})`;
}

export function PromoteDialog(props: {
  environment: EnvironmentState;
  release?: { id: string; label: string };
  from?: string;
  onClose: () => void;
}) {
  const { environment, from, onClose } = props;
  const api = useApi(releaseFlowApiRef);
  const { service, refresh } = useService();
  const choices = useChoices(environment);
  const [chosen, setChosen] = useState(props.release?.id);
  const [reason, setReason] = useState('');
  const emergency = useEmergency();
  const version = useVersion();
  const listed = choices.status === 'ready' ? choices.releases : [];
  const label =
    listed.find(({ id }) => id === chosen)?.tag ??
    (chosen === props.release?.id ? props.release?.label : undefined);

  const target = chosen && {
    environment: environment.id,
    release: chosen,
    intent: 'promote' as const,
    ...(from && chosen === props.release?.id ? { from } : {}),
    ...emergency.request,
    ...version.request,
  };
  const { state: preflight, ask } = usePreflight(
    service.ref,
    target || undefined,
  );
  const { state, act } = useAct({
    send: idempotencyKey =>
      api.promote(service.ref, {
        ...(target as Exclude<typeof target, undefined | ''>),
        ...version.answerTo(preflight),
        reason: reason.trim() || undefined,
        idempotencyKey,
      }),
    done: `Asked for ${label} to ${environment.id}`,
    onDone: () => {
      refresh();
      onClose();
    },
  });
  const options = [
    ...(props.release && !listed.some(({ id }) => id === props.release?.id)
      ? [{ id: props.release.id, label: props.release.label }]
      : []),
    ...listed.map(release => ({ id: release.id, label: nameOf(release) })),
  ];
  return (
    <ActDialog
      title={`Promote to ${environment.title}`}
      confirm={label ? `Promote ${label} to ${environment.id}` : 'Promote'}
      blocked={emergency.block(preflight, reason)}
      state={state}
      onConfirm={act}
      onClose={onClose}
    >
      {choices.status === 'failed' && (
        <Alert status="danger" icon title={choices.message} />
      )}
      {choices.status === 'ready' && options.length === 0 ? (
        <Alert
          status="info"
          icon
          title="There is no release to choose"
          description={`${environment.title} takes ${environment.accepts.join(', ')}, and none is left that does not run there already.`}
        />
      ) : (
        <Select
          label="Release"
          placeholder={
            choices.status === 'loading' ? 'Reading releases…' : 'Choose'
          }
          options={options}
          value={chosen ?? null}
          onChange={key => {
            setChosen(key ? String(key) : undefined);
            version.forget();
          }}
        />
      )}
      <VersionField preflight={preflight} version={version} />
      <PreflightView service={service.ref} state={preflight} onAskAgain={ask} />
      <EmergencyField preflight={preflight} emergency={emergency} />
      {preflight.status === 'answered' && preflight.answer.allowed && (
        <ReasonField
          isRequired={preflight.answer.needsReason || emergency.isOn}
          value={reason}
          onChange={setReason}
        />
      )}
    </ActDialog>
  );
}
