import { Select, TextField } from '@backstage/ui';
import { describeRecurrence } from '../../lib/freezeWords';
import { ownTimeZone } from '../../lib/time';
import { DateTimeField } from './DateTimeField';
import type { FreezeForm } from './useFreezeForm';
import styles from './Freezes.module.css';

interface Props {
  form: FreezeForm;
  set: (change: Partial<FreezeForm>) => void;
}

const zones = (): string[] => {
  const own = ownTimeZone();
  const known = Intl.supportedValuesOf?.('timeZone') ?? [];
  return [...new Set([own, 'UTC', ...known])];
};

function Recurrence({ form, set }: Props) {
  const { schedule, duration, timeZone } = form;
  return (
    <>
      <div className={styles.pair}>
        <TextField
          label="Begins"
          description="Cron: minute, hour, day, month, weekday"
          maxLength={100}
          value={schedule}
          onChange={value => set({ schedule: value })}
          autoComplete="off"
          spellCheck="false"
        />
        <TextField
          label="Lasts"
          description="ISO 8601, such as PT8H or P2DT16H"
          maxLength={40}
          value={duration}
          onChange={value => set({ duration: value.trim().toUpperCase() })}
          autoComplete="off"
          spellCheck="false"
        />
      </div>
      <Select
        label="Time zone"
        description="Hours and days are those of this zone, summer time included"
        options={zones().map(id => ({ id, label: id }))}
        search={{ placeholder: 'Search time zones…' }}
        value={timeZone}
        onChange={key => key && set({ timeZone: String(key) })}
      />
      <p className={styles.words} role="status" data-testid="in-words">
        {describeRecurrence({ schedule, duration, timeZone })}
      </p>
    </>
  );
}

/** Once with a begin and an end, or again and again. */
export function WhenFields({ form, set }: Props) {
  const zone = `Your time, ${ownTimeZone()}`;
  const isRecurring = form.kind === 'recurring';
  return (
    <>
      {isRecurring && <Recurrence form={form} set={set} />}
      <div className={styles.pair}>
        <DateTimeField
          label={isRecurring ? 'Not before' : 'From'}
          description={`At once when empty. ${zone}`}
          value={form.from}
          onChange={from => set({ from })}
        />
        <DateTimeField
          label={isRecurring ? 'Not after' : 'Until'}
          isRequired={!isRecurring}
          description={isRecurring ? `For good when empty. ${zone}` : `${zone}`}
          value={form.until}
          onChange={until => set({ until })}
        />
      </div>
    </>
  );
}
