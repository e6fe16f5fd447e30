import { useState } from 'react';
import { alertApiRef, useApi } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';

/** What stands on a button begins its name, for those who say it. */
const nameOf = (shown: string, what: string) =>
  shown === 'Copy' ? `Copy ${what}` : `${shown}: ${what}`;

/** Copies a text, and says so. */
export function CopyButton(props: {
  text: string;
  what: string;
  children?: string;
}) {
  const { text, what, children = 'Copy' } = props;
  const alerts = useApi(alertApiRef);
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      alerts.post({
        message: `The browser does not let ${what} be copied. Select it and copy it by hand.`,
        severity: 'warning',
      });
    }
  };
  return (
    <Button
      variant="secondary"
      size="small"
      onPress={copy}
      aria-label={isCopied ? `Copied ${what}` : nameOf(children, what)}
    >
      {isCopied ? 'Copied' : children}
    </Button>
  );
}
