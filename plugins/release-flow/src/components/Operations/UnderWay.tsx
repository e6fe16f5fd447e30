import { Link } from '@backstage/ui';
import type { OperationLine } from 'backstage-plugin-release-flow-common';
import { useLinks } from '../../hooks/useLinks';
import { describeOperation } from '../../lib/states';
import { Ago, Person, Pill, Sentence } from '../common';
import styles from './Operations.module.css';

/** What was asked for and where it stands, with the way to its page. */
export function UnderWay(props: {
  operation: OperationLine;
  /** What it is called, where it has a page. */
  name?: string;
}) {
  const { operation, name } = props;
  const href = useLinks().promotion(operation.id);
  const { label, tone } = describeOperation(operation.state);
  return (
    <>
      <Pill tone={tone}>{label}</Pill> <Sentence text={operation.message} />
      <div className={styles.secondary}>
        <Person actor={operation.requestedBy} />, <Ago at={operation.at} />
        {name && href && (
          <>
            {' · '}
            <Link href={href} variant="body-small">
              Open {name}
            </Link>
          </>
        )}
      </div>
    </>
  );
}
