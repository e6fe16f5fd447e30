import type { DialogRequest } from '../EntityReleases/serviceContext';
import { OperationDialog } from '../Operations';
import { ChangelogDialog } from './ChangelogDialog';
import { DrillDialog } from './DrillDialog';
import { EphemeralDialog } from './EphemeralDialog';
import { ExtendDialog } from './ExtendDialog';
import { MoveTagDialog } from './MoveTagDialog';
import { NoteDialog } from './NoteDialog';
import { NotesDialog } from './NotesDialog';
import { PromoteDialog } from './PromoteDialog';
import { PublishDialog } from './PublishDialog';
import { ReleaseDialog } from './ReleaseDialog';
import { RepairDialog } from './RepairDialog';
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
    case 'restore': {
      const { environment } = request;
      const { restore } = environment;
      return restore ? (
        <RestoreDialog
          environment={environment}
          release={{ id: restore.releaseId, label: restore.label }}
          onClose={onClose}
        />
      ) : null;
    }
    case 'repair':
      return (
        <RepairDialog environment={request.environment} onClose={onClose} />
      );
    case 'drill':
      return (
        <DrillDialog environment={request.environment} onClose={onClose} />
      );
    case 'extend':
      return (
        <ExtendDialog environment={request.environment} onClose={onClose} />
      );
    case 'hold':
    case 'end-hold':
    case 'adopt':
    case 'reject':
    case 'accept':
    case 'critical':
    case 'not-critical':
      return <NoteDialog request={request} onClose={onClose} />;
    case 'ephemeral':
      return (
        <EphemeralDialog environment={request.environment} onClose={onClose} />
      );
    case 'publish':
      return <PublishDialog release={request.release} onClose={onClose} />;
    case 'changelog':
      return <ChangelogDialog release={request.release} onClose={onClose} />;
    case 'move-tag':
      return <MoveTagDialog release={request.release} onClose={onClose} />;
    case 'notes':
      return <NotesDialog release={request.release} onClose={onClose} />;
    case 'infrastructure':
    case 'publish-docs':
    case 'runbook':
    case 'redeploy':
    case 'resolve-operation':
      return <OperationDialog request={request} onClose={onClose} />;
    default:
      return <ReleaseDialog onClose={onClose} />;
  }
}
