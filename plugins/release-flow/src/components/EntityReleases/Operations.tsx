import { Button, Link } from '@backstage/ui';
import { RiErrorWarningLine, RiLoader4Line } from '@remixicon/react';
import type { ServiceState } from 'backstage-plugin-release-flow-common';
import { describeOperation } from '../../lib/states';
import { useLinks } from '../../hooks/useLinks';
import { Ago, External, Person, Pill, Sentence, Surface } from '../common';
import { useService } from './serviceContext';
import styles from './EntityReleases.module.css';

const KINDS: Record<string, string> = {
  'release-run': 'Release run',
  publish: 'Publish',
  'ephemeral-build': 'Branch build',
  'infrastructure-apply': 'Infrastructure',
  'docs-publish': 'Release docs',
  'tag-move': 'Tag',
  runbook: 'Runbook',
};

/** Acts under way that are no promotions, one line each. */
export function Operations(props: { operations: ServiceState['operations'] }) {
  const { open } = useService();
  const links = useLinks();
  if (props.operations.length === 0) return null;
  return (
    <Surface>
      <ul className={styles.operations} aria-label="Under way">
        {props.operations.map(operation => {
          const { label, tone } = describeOperation(operation.state);
          const page = operation.hasPage && links.promotion(operation.id);
          return (
            <li key={operation.id} data-testid={`operation-${operation.kind}`}>
              {operation.state === 'attention' ? (
                <RiErrorWarningLine aria-hidden size={16} />
              ) : (
                <RiLoader4Line aria-hidden className={styles.spin} size={16} />
              )}
              <b>
                {KINDS[operation.kind] ?? operation.kind} {operation.label}
                {operation.environment && ` in ${operation.environment}`}
              </b>
              <Pill tone={tone} data-state={operation.state}>
                {label}
              </Pill>
              <span className={styles.operationText}>
                <Sentence text={operation.message} />
              </span>
              <span className={styles.secondary}>
                <Person actor={operation.requestedBy} />,{' '}
                <Ago at={operation.requestedAt} />
                {page && (
                  <>
                    {' · '}
                    <Link href={page} variant="body-small">
                      Open it
                    </Link>
                  </>
                )}
                {operation.url && (
                  <>
                    {' '}
                    · <External url={operation.url}>Follow the run</External>
                  </>
                )}
              </span>
              {operation.mayResolve && (
                <Button
                  size="small"
                  variant="secondary"
                  aria-label={`Resolve ${operation.label}`}
                  onPress={() => open({ kind: 'resolve-operation', operation })}
                >
                  Resolve…
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </Surface>
  );
}
