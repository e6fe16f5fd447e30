import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { toError } from '@backstage/errors';
import { Alert, Button } from '@backstage/ui';
import type {
  Earlier,
  EnvironmentState,
} from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { errorMessage } from '../../lib/errors';
import { artifactId } from '../../lib/text';
import { Ago, Id, Pill } from '../common';
import { useService } from '../EntityReleases/serviceContext';
import styles from './Dialog.module.css';

type Item = Earlier['items'][number];

function EarlierItem(props: { item: Item; onChoose: (id: string) => void }) {
  const { label, artifact, at, deployment, message } = props.item;
  const id = artifactId(artifact);
  return (
    <li className={styles.option}>
      <b>{label}</b>
      {id && <Id id={id} />}
      {deployment && (
        <Pill tone={deployment.verified ? 'positive' : 'neutral'}>
          {deployment.label}
          {deployment.verified && ', verified'}
        </Pill>
      )}
      {deployment && (
        <Button
          variant="tertiary"
          size="small"
          aria-label={`Choose ${label}`}
          onPress={() => props.onChoose(deployment.id)}
        >
          Choose
        </Button>
      )}
      <span className={styles.optionText}>
        {at && (
          <>
            <Ago at={at} />.{' '}
          </>
        )}
        {message}
      </span>
    </li>
  );
}

/** What the platform itself could run again; only known deployments can be chosen. */
export function EarlierArtifacts(props: {
  environment: EnvironmentState;
  onChoose: (deployment: string) => void;
}) {
  const { environment, onChoose } = props;
  const api = useApi(releaseFlowApiRef);
  const { ref } = useService().service;
  const [earlier, setEarlier] = useState<Earlier | 'reading' | Error>();
  const read = async () => {
    setEarlier('reading');
    try {
      setEarlier(await api.earlier(ref, environment.id));
    } catch (error) {
      setEarlier(toError(error));
    }
  };
  if (earlier instanceof Error) {
    return <Alert status="danger" icon title={errorMessage(earlier)} />;
  }
  if (!earlier || earlier === 'reading') {
    return (
      <div>
        <Button
          variant="secondary"
          size="small"
          isPending={earlier === 'reading'}
          onPress={read}
        >
          See what the platform still has
        </Button>
      </div>
    );
  }
  return (
    <section aria-label={`Still on ${environment.target.name}`}>
      {earlier.message && (
        <p className={`${styles.text} ${styles.secondary}`}>
          {earlier.message}
        </p>
      )}
      <ul className={styles.plainList}>
        {earlier.items.map(item => (
          <EarlierItem key={item.label} item={item} onChoose={onChoose} />
        ))}
      </ul>
    </section>
  );
}
