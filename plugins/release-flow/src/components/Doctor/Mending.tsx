import { readMending } from '../../lib/mending';
import { CopyButton } from '../FlowDocument/CopyButton';
import styles from './Doctor.module.css';

/** Sentences to read, and what is to be run or written with a button that copies it. */
export function Mending(props: { fix: string; subject: string }) {
  const { fix, subject } = props;
  return (
    <div className={styles.mending}>
      {readMending(fix).map(({ kind, text }) =>
        kind === 'prose' ? (
          <p key={text} className={styles.prose}>
            {text}
          </p>
        ) : (
          <div key={text} className={styles.fix}>
            <pre className={styles.command}>
              <code>{text}</code>
            </pre>
            <CopyButton text={text} what={`what mends ${subject}`} />
          </div>
        ),
      )}
    </div>
  );
}
