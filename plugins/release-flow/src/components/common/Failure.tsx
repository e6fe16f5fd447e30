import { Button } from '@backstage/ui';
import { RiCloudOffLine, RiLockLine, RiQuestionLine } from '@remixicon/react';
import { errorMessage, errorStatus } from '../../lib/errors';
import { Empty } from './Panel';

/** A page that could not be read: what happened and what helps. */
export function Failure(props: {
  error: Error;
  what: string;
  onRetry: () => void;
}) {
  const { error, what, onRetry } = props;
  const status = errorStatus(error);
  if (status === 401 || status === 403) {
    return (
      <Empty
        icon={<RiLockLine aria-hidden />}
        title={`You may not see ${what}`}
      >
        {status === 401
          ? 'Sign in again; your session has ended.'
          : 'Ask its owner, or the platform team, for permission to read it.'}
      </Empty>
    );
  }
  if (status === 404) {
    return (
      <Empty
        icon={<RiQuestionLine aria-hidden />}
        title={`There is no trace of ${what}`}
      >
        {errorMessage(error)}
      </Empty>
    );
  }
  return (
    <Empty
      icon={<RiCloudOffLine aria-hidden />}
      title={`Can't read ${what}`}
      action={
        <Button variant="secondary" onPress={onRetry}>
          Try again
        </Button>
      }
    >
      {errorMessage(error)}
    </Empty>
  );
}
