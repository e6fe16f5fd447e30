import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Tab, TabList, TabPanel, Tabs, TextAreaField } from '@backstage/ui';
import type { ReleaseView } from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { useAct } from '../../hooks/useAct';
import { Notes } from '../common';
import { useService } from '../EntityReleases/serviceContext';
import { ActDialog } from './ActDialog';
import styles from './Dialog.module.css';

/** What a release says of itself, written here and kept in GitHub. */
export function NotesDialog(props: {
  release: ReleaseView;
  onClose: () => void;
}) {
  const { release, onClose } = props;
  const api = useApi(releaseFlowApiRef);
  const { service, refresh } = useService();
  const [notes, setNotes] = useState(release.notes);
  const { state, act } = useAct({
    send: idempotencyKey =>
      api.writeNotes(service.ref, release.id, { notes, idempotencyKey }),
    done: `Writing the notes of ${release.tag}`,
    onDone: () => {
      refresh();
      onClose();
    },
  });
  const namesDigest = /sha256:[0-9a-f]{64}/.test(release.notes);
  const same = notes.trim() === release.notes.trim();
  let blocked: string | undefined;
  if (notes.trim() === '') blocked = 'Write something first.';
  else if (same) blocked = 'Nothing is changed yet.';
  return (
    <ActDialog
      title={`Notes of ${release.tag}`}
      confirm="Write the notes"
      blocked={blocked}
      state={state}
      onConfirm={act}
      onClose={onClose}
    >
      <p className={styles.text}>
        Markdown, kept in GitHub.
        {namesDigest && ' The line that names the image’s digest has to stay.'}
      </p>
      <Tabs className={styles.tabs}>
        <TabList>
          <Tab id="write">Write</Tab>
          <Tab id="preview">Preview</Tab>
        </TabList>
        <TabPanel id="write">
          <TextAreaField
            aria-label={`Notes of ${release.tag}`}
            rows={12}
            value={notes}
            onChange={setNotes}
          />
        </TabPanel>
        <TabPanel id="preview">
          <Notes text={notes} />
        </TabPanel>
      </Tabs>
    </ActDialog>
  );
}
