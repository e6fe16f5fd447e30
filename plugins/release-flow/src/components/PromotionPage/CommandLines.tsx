import { useEffect, useState } from 'react';
import { ButtonIcon, VisuallyHidden } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import styles from './Guide.module.css';

const SHOWN_MS = 2_000;

/** Commands for a shell, to be copied as one. */
export function CommandLines({ lines }: { lines: string[] }) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async () => {
    await navigator.clipboard?.writeText(lines.join('\n'));
    setCopied(true);
  };
  return (
    <div className={styles.lines}>
      <pre>{lines.join('\n')}</pre>
      <ButtonIcon
        variant="secondary"
        size="small"
        icon={isCopied ? <RiCheckLine /> : <RiFileCopyLine />}
        aria-label="Copy the commands"
        onPress={copy}
      />
      <VisuallyHidden role="status">{isCopied ? 'Copied' : ''}</VisuallyHidden>
    </div>
  );
}
