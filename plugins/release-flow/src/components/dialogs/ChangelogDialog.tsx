import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { TextAreaField } from '@backstage/ui';
import type { ReleaseView } from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { useAct } from '../../hooks/useAct';
import { useService } from '../EntityReleases/serviceContext';
import { ActDialog } from './ActDialog';
import styles from './Dialog.module.css';

/** The entry that a gate misses, as a pull request that people review. */
export function ChangelogDialog(props: {
  release: ReleaseView;
  onClose: () => void;
}) {
  const { release, onClose } = props;
  const api = useApi(releaseFlowApiRef);
  const { service, refresh } = useService();
  const [entry, setEntry] = useState('');
  const file = service.release.changelog;
  const { state, act } = useAct({
    send: idempotencyKey =>
      api.proposeChangelog(service.ref, {
        version: release.version,
        entry,
        idempotencyKey,
      }),
    done: `Proposing the entry of ${release.version}`,
    onDone: () => {
      refresh();
      onClose();
    },
  });
  return (
    <ActDialog
      title={`Entry of ${release.version} in ${file}`}
      confirm="Open the pull request"
      blocked={entry.trim().length < 3 ? 'Write the entry first.' : undefined}
      state={state}
      onConfirm={act}
      onClose={onClose}
    >
      <p className={styles.text}>
        It is put before the older entries, under a heading like theirs, on a
        branch of its own. A pull request is opened for it; nothing is merged.
      </p>
      <TextAreaField
        label="Entry, in Markdown"
        rows={8}
        value={entry}
        onChange={setEntry}
      />
    </ActDialog>
  );
}
