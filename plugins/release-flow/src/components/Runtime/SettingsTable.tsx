import { useState } from 'react';
import { Button } from '@backstage/ui';
import type {
  EnvironmentRuntime,
  SettingView,
} from 'backstage-plugin-release-flow-common';
import type { Tone } from '../../lib/states';
import { DataTable, Pill, TableCell, TableRow } from '../common';
import styles from './Runtime.module.css';

const STATUS: Record<SettingView['status'], { word: string; tone: Tone }> = {
  ok: { word: 'Set', tone: 'positive' },
  missing: { word: 'Missing', tone: 'negative' },
  differs: { word: 'Not as expected', tone: 'warning' },
  unknown: { word: 'Not read', tone: 'neutral' },
};

const isOptionalMiss = ({ status, required }: SettingView) =>
  status === 'missing' && !required;

function Status({ setting }: { setting: SettingView }) {
  if (setting.reference && setting.reference !== 'Resolved') {
    return <Pill tone="negative">Unresolved</Pill>;
  }
  const { word, tone } = STATUS[setting.status];
  return (
    <Pill tone={isOptionalMiss(setting) ? 'neutral' : tone}>
      {isOptionalMiss(setting) ? 'Not set' : word}
    </Pill>
  );
}

function Remarks({ setting }: { setting: SettingView }) {
  const { required, differs, value, expected, reference } = setting;
  const words = [
    required && 'required',
    differs && 'another one in each environment',
    reference && `secret: ${reference}`,
    expected && `expected ${expected}`,
  ].filter(Boolean);
  return (
    <>
      {value && <code className={styles.value}>{value}</code>}
      {words.length > 0 && (
        <span className={styles.secondary}>{words.join(', ')}</span>
      )}
    </>
  );
}

/** Settings by name: what the flow declares, and on request everything else that is set. */
export function SettingsTable(props: { environment: EnvironmentRuntime }) {
  const { settings, title } = props.environment;
  const [isWhole, setWhole] = useState(false);
  const declared = settings.filter(
    setting => setting.declared || setting.reference,
  );
  const shown = isWhole ? settings : declared;
  const hidden = settings.length - declared.length;
  if (settings.length === 0) return null;
  return (
    <div>
      {shown.length > 0 && (
        <DataTable
          label={`Settings of ${title}`}
          columns={['Setting', 'Status', 'What is known']}
        >
          {shown.map(setting => (
            <TableRow key={setting.name}>
              <TableCell isRowHeader>
                <code className={styles.value}>{setting.name}</code>
              </TableCell>
              <TableCell>
                <Status setting={setting} />
              </TableCell>
              <TableCell>
                <Remarks setting={setting} />
              </TableCell>
            </TableRow>
          ))}
        </DataTable>
      )}
      {hidden > 0 && (
        <Button
          variant="tertiary"
          size="small"
          aria-expanded={isWhole}
          onPress={() => setWhole(!isWhole)}
        >
          {isWhole
            ? 'Only those that the flow names'
            : `Names of ${hidden} more settings`}
        </Button>
      )}
    </div>
  );
}
