import { Button } from '@backstage/ui';
import { errorMessage } from '../../lib/errors';
import { ActionAlert } from './ActionAlert';
import { Ago } from './Ago';

/** The newest attempt to read failed; what is shown is older. */
export function StaleNotice(props: {
  problem: Error | undefined;
  loadedAt: number;
  onRetry: () => void;
}) {
  if (!props.problem) return null;
  return (
    <ActionAlert
      role="status"
      status="warning"
      icon
      title={
        <>
          Showing what was read{' '}
          <Ago at={new Date(props.loadedAt).toISOString()} />
        </>
      }
      description={errorMessage(props.problem)}
      customActions={
        <Button size="small" variant="secondary" onPress={props.onRetry}>
          Try again
        </Button>
      }
    />
  );
}
