import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Alert } from '@backstage/ui';
import {
  artifactKey,
  type EnvironmentState,
  type ReleaseView,
} from 'backstage-plugin-release-flow-common';
import { takes } from '../../lib/environment';
import { releaseFlowApiRef } from '../../api';
import { useAct } from '../../hooks/useAct';
import { artifactId, plural } from '../../lib/text';
import { Ago, HealthPill, Id, Notes } from '../common';
import { useService } from '../EntityReleases/serviceContext';
import { ActDialog } from './ActDialog';
import { ReasonField } from './ReasonField';
import styles from './Dialog.module.css';

/** Publishing says that it was tried out: does the first environment run it? */
function runsIt(release: ReleaseView, environment: EnvironmentState): boolean {
  const runs =
    environment.observed.running ??
    environment.observed.configured ??
    environment.recorded?.artifact;
  return Boolean(
    runs &&
    release.artifact &&
    artifactKey(runs) === artifactKey(release.artifact),
  );
}

function Evidence(props: { release: ReleaseView; tried: EnvironmentState }) {
  const { release, tried } = props;
  if (!runsIt(release, tried)) {
    return (
      <Alert
        status="warning"
        icon
        title={`${tried.title} does not run this digest`}
        description={`Publishing says that ${release.tag} was tried out there. Restore it in ${tried.title} first, or say why you publish it anyway.`}
      />
    );
  }
  return (
    <Alert
      status="success"
      icon
      title={`${tried.title} runs exactly this digest`}
      description={
        <>
          <HealthPill health={tried.observed.health} />
          {tried.recorded && (
            <>
              {' '}
              deployed <Ago at={tried.recorded.happenedAt} />
            </>
          )}
        </>
      }
    />
  );
}

export function PublishDialog(props: {
  release: ReleaseView;
  onClose: () => void;
}) {
  const { release, onClose } = props;
  const api = useApi(releaseFlowApiRef);
  const { service, refresh } = useService();
  const [reason, setReason] = useState('');
  const tried = service.environments.find(each => takes(each, 'draft'));
  const needsReason = Boolean(tried && !runsIt(release, tried));
  const digest = artifactId(release.artifact);
  const follows = service.paths.filter(
    path => path.status === 'automatic' && path.release?.id === release.id,
  );
  const { state, act } = useAct({
    send: idempotencyKey =>
      api.publish(service.ref, release.id, {
        reason: reason.trim() || undefined,
        idempotencyKey,
      }),
    done: `Publishing ${release.tag}`,
    onDone: () => {
      refresh();
      onClose();
    },
  });
  let block: string | undefined;
  if (release.problem) block = 'Refused, see above.';
  else if (needsReason && reason.trim().length < 3) block = 'Say why.';
  return (
    <ActDialog
      title={`Publish ${release.tag}`}
      confirm={`Publish ${release.tag}`}
      blocked={block}
      state={state}
      onConfirm={act}
      onClose={onClose}
    >
      {release.problem && (
        <Alert
          role="alert"
          status="danger"
          icon
          title={release.problem.message}
          description={release.problem.code}
        />
      )}
      {tried && <Evidence release={release} tried={tried} />}
      <section className={styles.section}>
        <h3 className={styles.sectionHead}>What is published</h3>
        <p className={styles.text}>
          <b>{release.tag}</b> {digest && <Id id={digest} />}
          {release.changes && (
            <span className={styles.secondary}>
              {' '}
              {plural(release.changes.commits, 'commit')} since{' '}
              {release.changes.since}
            </span>
          )}
        </p>
        <Notes text={release.notes} />
      </section>
      <section className={styles.section}>
        <h3 className={styles.sectionHead}>Then</h3>
        <ul className={styles.list}>
          <li>The release is final: its digest does not change any more</li>
          {follows.map(path => (
            <li key={path.to}>{path.message}</li>
          ))}
        </ul>
      </section>
      {needsReason && (
        <ReasonField isRequired value={reason} onChange={setReason} />
      )}
    </ActDialog>
  );
}
