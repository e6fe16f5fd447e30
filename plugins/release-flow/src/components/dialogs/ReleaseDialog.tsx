import { useApi } from '@backstage/frontend-plugin-api';
import { takes } from '../../lib/environment';
import { releaseFlowApiRef } from '../../api';
import { useAct } from '../../hooks/useAct';
import { useService } from '../EntityReleases/serviceContext';
import { ActDialog } from './ActDialog';
import styles from './Dialog.module.css';

/** Runs the release workflow on the default branch. */
export function ReleaseDialog({ onClose }: { onClose: () => void }) {
  const api = useApi(releaseFlowApiRef);
  const { service, refresh } = useService();
  const { state, act } = useAct({
    send: idempotencyKey => api.runRelease(service.ref, { idempotencyKey }),
    done: 'Asked for a release run',
    onDone: () => {
      refresh();
      onClose();
    },
  });
  const first = service.environments.find(each => takes(each, 'draft'));
  return (
    <ActDialog
      title="Run Release"
      confirm="Run Release"
      blocked={undefined}
      state={state}
      onConfirm={act}
      onClose={onClose}
    >
      <p className={styles.text}>
        Runs <code>{service.release.workflow}</code> in{' '}
        <b>{service.repository?.slug}</b> on the default branch.
      </p>
      <section className={styles.section}>
        <h3 className={styles.sectionHead}>Then</h3>
        <ol className={styles.list}>
          <li>Tests run; when they fail, there is no release</li>
          <li>The image is built once and its digest recorded</li>
          <li>A draft release appears here</li>
          {first && <li>{first.title} runs the draft</li>}
        </ol>
      </section>
      <p className={`${styles.text} ${styles.secondary}`}>
        Nothing reaches another environment before the draft is published.
      </p>
    </ActDialog>
  );
}
