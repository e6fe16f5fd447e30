import { useNow } from '../../hooks/clock';
import { ageStep, formatAge, formatInstant, formatSpan } from '../../lib/time';

function useAge(at: string): number {
  const then = Date.parse(at);
  return useNow(ageStep(Date.now() - then)) - then;
}

/** `20 s ago`, ticking, with the full date in its title. */
export function Ago({ at }: { at: string }) {
  const age = useAge(at);
  return (
    <time dateTime={at} title={formatInstant(at)}>
      {formatAge(age)}
    </time>
  );
}

/** `2 h`: for how long something has been so. */
export function Span({ since }: { since: string }) {
  const age = useAge(since);
  return (
    <time dateTime={since} title={formatInstant(since)}>
      {formatSpan(age)}
    </time>
  );
}

/** `expires in 2 d`, `expired 3 min ago`. */
export function Expiry({ at }: { at: string }) {
  const age = useAge(at);
  return (
    <time dateTime={at} title={formatInstant(at)}>
      {age < 0 ? `expires in ${formatSpan(-age)}` : `expired ${formatAge(age)}`}
    </time>
  );
}
