import {
  RiCheckboxCircleFill,
  RiErrorWarningFill,
  RiQuestionFill,
} from '@remixicon/react';
import type { Health } from 'backstage-plugin-release-flow-common';
import { Pill } from './Pill';

const HEALTH = {
  healthy: { label: 'Healthy', tone: 'positive', Icon: RiCheckboxCircleFill },
  unhealthy: { label: 'Unhealthy', tone: 'negative', Icon: RiErrorWarningFill },
  unknown: { label: 'Not known', tone: 'neutral', Icon: RiQuestionFill },
} as const;

export function HealthPill({ health }: { health: Health }) {
  const { label, tone, Icon } = HEALTH[health.status];
  return (
    <Pill tone={tone} icon={<Icon aria-hidden />} title={health.message}>
      {label}
    </Pill>
  );
}

/** The same as an icon with a name, where there is no room for a word. */
export function HealthIcon({ status }: { status: Health['status'] }) {
  const { label, Icon } = HEALTH[status];
  const colours = {
    healthy: 'var(--bui-fg-positive)',
    unhealthy: 'var(--bui-fg-negative)',
    unknown: 'var(--release-flow-secondary, var(--bui-fg-secondary))',
  };
  return (
    <Icon
      role="img"
      aria-label={label}
      size={14}
      color={colours[status]}
      style={{ flex: 'none' }}
    />
  );
}
