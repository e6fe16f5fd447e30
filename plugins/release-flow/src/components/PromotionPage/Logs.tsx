import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { toError } from '@backstage/errors';
import { Alert, Button } from '@backstage/ui';
import type {
  Logs as LogLines,
  PromotionGuide,
  PromotionView,
} from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { errorMessage } from '../../lib/errors';
import { formatInstant } from '../../lib/time';
import { External } from '../common';
import styles from './Guide.module.css';

type Reading =
  | { status: 'none' | 'reading' }
  | { status: 'read'; logs: LogLines }
  | { status: 'failed'; error: Error };

/** The newest lines of what runs there, read when somebody asks for them. */
export function Logs(props: {
  promotion: PromotionView;
  may: PromotionGuide['logs'];
}) {
  const { promotion, may } = props;
  const { service, environment } = promotion;
  const api = useApi(releaseFlowApiRef);
  const [reading, setReading] = useState<Reading>({ status: 'none' });
  const read = async () => {
    setReading({ status: 'reading' });
    try {
      const logs = await api.logs(service.ref, environment.id);
      setReading({ status: 'read', logs });
    } catch (error) {
      setReading({ status: 'failed', error: toError(error) });
    }
  };
  return (
    <div className={styles.logs}>
      <Button
        variant="secondary"
        size="small"
        isDisabled={!may.possible}
        isPending={reading.status === 'reading'}
        onPress={read}
      >
        {reading.status === 'read'
          ? 'Read the log again'
          : `Read the log of ${environment.title}`}
      </Button>
      {may.message && <p className={styles.detail}>{may.message}</p>}
      {reading.status === 'failed' && (
        <Alert status="danger" icon title={errorMessage(reading.error)} />
      )}
      {reading.status === 'read' && <Lines logs={reading.logs} />}
    </div>
  );
}

function Lines({ logs }: { logs: LogLines }) {
  return (
    <>
      {logs.message && <Alert status="info" icon title={logs.message} />}
      {logs.lines.length > 0 && (
        <ol
          className={styles.log}
          // Long lines are scrolled, with the keyboard too.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          aria-label="Newest log lines"
        >
          {logs.lines.map(({ at, text }, index) => (
            // eslint-disable-next-line react/no-array-index-key
            <li key={index}>
              <time dateTime={at} title={formatInstant(at)}>
                {at.slice(11, 19)}
              </time>{' '}
              {text}
            </li>
          ))}
        </ol>
      )}
      <div className={styles.links}>
        {logs.links.map(({ title, url }) => (
          <External key={url} url={url}>
            {title}
          </External>
        ))}
      </div>
    </>
  );
}
