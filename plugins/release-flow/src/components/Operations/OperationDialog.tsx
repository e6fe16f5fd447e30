import type { OperationRequest } from './operationRequest';
import { InfrastructureDialog } from './InfrastructureDialog';
import { PublishDocsDialog } from './PublishDocsDialog';
import { RedeployDialog } from './RedeployDialog';
import { ResolveDialog } from './ResolveDialog';
import { RunbookDialog } from './RunbookDialog';

/** The dialogs of what is done beside releases. */
export default function OperationDialog(props: {
  request: OperationRequest;
  onClose: () => void;
}) {
  const { request, onClose } = props;
  switch (request.kind) {
    case 'infrastructure':
      return <InfrastructureDialog {...request} onClose={onClose} />;
    case 'publish-docs':
      return <PublishDocsDialog {...request} onClose={onClose} />;
    case 'runbook':
      return <RunbookDialog {...request} onClose={onClose} />;
    case 'redeploy':
      return <RedeployDialog {...request} onClose={onClose} />;
    default:
      return <ResolveDialog {...request} onClose={onClose} />;
  }
}
