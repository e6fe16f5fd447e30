import type {
  DoctorFinding,
  DoctorUnread,
} from 'backstage-plugin-release-flow-common';

export type {
  HostAccess,
  HostBranchRules,
  HostEnvironment,
  HostHook,
  HostNames,
  HostWorkflow,
} from '../providers/types';

export interface DoctorLookRecord {
  subjectRef: string;
  kind: 'service' | 'flow';
  askedAt: string | null;
  lookedAt: string | null;
  findings: DoctorFinding[];
  looked: string[];
  unread: DoctorUnread[];
  failures: number;
  dueAt: string;
}
