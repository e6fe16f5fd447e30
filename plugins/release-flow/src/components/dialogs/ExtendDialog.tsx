import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Radio, RadioGroup } from '@backstage/ui';
import type { EnvironmentState } from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { useAct } from '../../hooks/useAct';
import { useNow } from '../../hooks/clock';
import { plural } from '../../lib/text';
import { Expiry } from '../common';
import { useService } from '../EntityReleases/serviceContext';
import { ActDialog } from './ActDialog';
import styles from './Dialog.module.css';

const DAY = 86_400_000;
const DAYS = [1, 2, 3, 5, 7, 14];
const MINUTE = 60_000;

/** Lets a branch stay longer where it is tried. */
export function ExtendDialog(props: {
  environment: EnvironmentState;
  onClose: () => void;
}) {
  const { environment, onClose } = props;
  const { id, title, ephemeral } = environment;
  const api = useApi(releaseFlowApiRef);
  const { service, refresh } = useService();
  const now = useNow(MINUTE);
  const [days, setDays] = useState<string>();
  const left = ephemeral?.expiresAt ? Date.parse(ephemeral.expiresAt) - now : 0;
  const { state, act } = useAct({
    send: () => api.extend(service.ref, id, { by: `P${days}D` }),
    done: `${ephemeral?.ref} stays in ${id} for ${plural(Number(days), 'day')}`,
    onDone: () => {
      refresh();
      onClose();
    },
  });
  return (
    <ActDialog
      title={`Let ${ephemeral?.ref} stay in ${title}`}
      confirm="Let it stay"
      blocked={days ? undefined : 'Choose how long.'}
      state={state}
      onConfirm={act}
      onClose={onClose}
    >
      <p className={styles.text}>
        It{' '}
        {ephemeral?.expiresAt ? (
          <Expiry at={ephemeral.expiresAt} />
        ) : (
          'does not expire'
        )}
        . Others see that {title} is taken until then; the flow says how long a
        branch may stay at most.
      </p>
      <RadioGroup
        label="From now on for"
        orientation="horizontal"
        className={styles.wrapping}
        value={days ?? null}
        onChange={setDays}
      >
        {DAYS.filter(each => each * DAY > left).map(each => (
          <Radio key={each} value={String(each)}>
            {plural(each, 'day')}
          </Radio>
        ))}
      </RadioGroup>
    </ActDialog>
  );
}
