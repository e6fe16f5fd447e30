import type { DialogRequest } from '../EntityReleases/serviceContext';
import { EphemeralDialog } from './EphemeralDialog';
import { NoteDialog } from './NoteDialog';
import { PromoteDialog } from './PromoteDialog';
import { PublishDialog } from './PublishDialog';
import { ReleaseDialog } from './ReleaseDialog';
import { RestoreDialog } from './RestoreDialog';
import { RollbackDialog } from './RollbackDialog';

/** The dialog that was asked for. */
export function ServiceDialog(props: {
  request: DialogRequest;
  onClose: () => void;
}) {
  const { request, onClose } = props;
  switch (request.kind) {
    case 'promote':
      return <PromoteDialog {...request} onClose={onClose} />;
    case 'rollback':
      return <RollbackDialog {...request} onClose={onClose} />;
    case 'restore':
    case 'redeploy': {
      const { environment, kind } = request;
      const { restore, recorded } = environment;
      const id = kind === 'restore' ? restore?.releaseId : recorded?.releaseId;
      const label = kind === 'restore' ? restore?.label : recorded?.label;
      return id && label ? (
        <RestoreDialog
          intent={kind}
          environment={environment}
          release={{ id, label }}
          onClose={onClose}
        />
      ) : null;
    }
    case 'hold':
    case 'end-hold':
    case 'adopt':
    case 'reject':
    case 'accept':
      return <NoteDialog request={request} onClose={onClose} />;
    case 'ephemeral':
      return (
        <EphemeralDialog environment={request.environment} onClose={onClose} />
      );
    case 'publish':
      return <PublishDialog release={request.release} onClose={onClose} />;
    default:
      return <ReleaseDialog onClose={onClose} />;
  }
}
