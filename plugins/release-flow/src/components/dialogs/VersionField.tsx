import { useEffect, useState } from 'react';
import { TextField } from '@backstage/ui';
import type { Preflight } from 'backstage-plugin-release-flow-common';
import type { PreflightState } from '../../hooks/usePreflight';

type Proposal = NonNullable<Preflight['proposedVersion']>;

/** The version a build gets by being deployed: the proposed one until somebody writes another. */
export function useVersion() {
  const [typed, setTyped] = useState<string>();
  /** Checked when the field is left, not at every letter. */
  const [asked, setAsked] = useState<string>();
  const proposed = (preflight: PreflightState): Proposal | null =>
    preflight.status === 'answered' ? preflight.answer.proposedVersion : null;
  return {
    typed,
    setTyped,
    leave: () => setAsked(typed?.trim() || undefined),
    forget: () => {
      setTyped(undefined);
      setAsked(undefined);
    },
    request: asked ? { version: asked } : {},
    proposed,
    /** What is sent with the request. */
    answerTo: (preflight: PreflightState) => {
      const version = typed?.trim() || proposed(preflight)?.version;
      return version && proposed(preflight) ? { version } : {};
    },
  };
}

export function VersionField(props: {
  preflight: PreflightState;
  version: ReturnType<typeof useVersion>;
}) {
  const { preflight, version } = props;
  const answered = version.proposed(preflight);
  const [last, setLast] = useState<Proposal | null>(null);
  const isAnswered = preflight.status === 'answered';
  useEffect(() => {
    if (isAnswered) setLast(answered);
  }, [isAnswered, answered]);
  // A refused version must stay where it can be mended.
  const proposal = isAnswered ? answered : last;
  if (!proposal) return null;
  return (
    <TextField
      label="Version"
      description={`${proposal.version} is proposed: ${proposal.reason}.`}
      maxLength={60}
      value={version.typed ?? proposal.version}
      onChange={version.setTyped}
      onBlur={version.leave}
    />
  );
}
