import { useMemo } from 'react';
import { CopyButton } from './CopyButton';
import { FlowDiagram } from './FlowDiagram';
import { readDiagram } from './readDiagram';
import styles from './FlowDocument.module.css';

/** The diagram drawn, and its source for wherever Mermaid is read. */
export function MermaidBlock({ source }: { source: string }) {
  const diagram = useMemo(() => readDiagram(source), [source]);
  return (
    <figure className={styles.figure}>
      {diagram && <FlowDiagram diagram={diagram} />}
      <details className={styles.source} open={!diagram}>
        <summary>Mermaid source</summary>
        <CopyButton text={source} what="the Mermaid source" />
        <pre>
          <code>{source}</code>
        </pre>
      </details>
    </figure>
  );
}
