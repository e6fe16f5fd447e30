import {
  RiAlertFill,
  RiErrorWarningFill,
  RiInformationFill,
} from '@remixicon/react';
import type { DoctorFinding } from 'backstage-plugin-release-flow-common';
import type { Tone } from '../../lib/states';

export const SEVERITIES: Array<{
  severity: DoctorFinding['severity'];
  title: string;
  word: string;
  tone: Tone;
  Icon: typeof RiAlertFill;
}> = [
  {
    severity: 'error',
    title: 'Errors',
    word: 'error',
    tone: 'negative',
    Icon: RiErrorWarningFill,
  },
  {
    severity: 'warning',
    title: 'Warnings',
    word: 'warning',
    tone: 'warning',
    Icon: RiAlertFill,
  },
  {
    severity: 'info',
    title: 'Worth knowing',
    word: 'note',
    tone: 'info',
    Icon: RiInformationFill,
  },
];
