import { plural } from '../../lib/text';
import { Pill } from '../common';
import { useDoctor } from './useDoctor';

/** How many errors the doctor found; nothing while there are none. */
export function DoctorPill({ service }: { service: string }) {
  const live = useDoctor(service);
  if (live.status !== 'ready') return null;
  const errors = live.data.findings.filter(
    ({ severity }) => severity === 'error',
  ).length;
  if (errors === 0) return null;
  return (
    <Pill tone="negative" title="Found by the doctor">
      {plural(errors, 'error')} in its setup
    </Pill>
  );
}
