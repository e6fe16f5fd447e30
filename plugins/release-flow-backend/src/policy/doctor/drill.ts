import type { DoctorFinding } from 'backstage-plugin-release-flow-common';
import { Duration } from 'luxon';
import { finding } from './codes';
import type { ServiceFacts } from './facts';

/** Whether the way back was gone lately, in any environment. */
export function checkDrill({
  binding,
  lastRollbacks,
  now,
}: Pick<ServiceFacts, 'binding' | 'lastRollbacks' | 'now'>): DoctorFinding[] {
  const every = binding.rollbackDrill;
  if (!every || !lastRollbacks) return [];
  const about = { subject: 'rollback' };
  const newest = Object.entries(lastRollbacks).sort((a, b) =>
    b[1].localeCompare(a[1]),
  )[0];
  const before = binding.environments.find(({ tier }) => tier !== 'production');
  const fix = `Roll ${before?.title ?? before?.id ?? 'an environment'} back to an earlier release and forward again`;
  if (!newest) {
    return [
      finding('rollback-not-exercised', {
        ...about,
        message: `No environment of ${binding.service.title} was ever rolled back.`,
        fix,
      }),
    ];
  }
  const [environment, at] = newest;
  const due = Date.parse(at) + Duration.fromISO(every).toMillis();
  if (due > Date.parse(now)) return [];
  return [
    finding('rollback-long-ago', {
      ...about,
      environment,
      message: `${binding.service.title} was last rolled back at ${at}; the flow asks for it every ${every}.`,
      fix,
    }),
  ];
}
