import type { SettingView } from 'backstage-plugin-release-flow-common';
import type { RuntimeReading } from '../database/records';
import type { BoundEnvironment } from './binding';

type Declared = Pick<BoundEnvironment, 'settings'>;
type Found = Pick<RuntimeReading, 'settings' | 'references'> | null | undefined;

/** Declared settings in their order, then what else is set; no value that is not to be seen. */
export function settingViews(
  { settings: declared = [] }: Declared,
  found: Found,
): SettingView[] {
  const known = found?.settings ?? null;
  const names = new Set([
    ...declared.map(({ name }) => name),
    ...(known ?? []).map(({ name }) => name).sort(),
  ]);
  return [...names].map(name => {
    const rule = declared.find(setting => setting.name === name);
    const read = known?.find(setting => setting.name === name);
    return {
      name,
      status: known ? statusOf(rule, read) : 'unknown',
      declared: Boolean(rule),
      required: rule?.required ?? false,
      differs: rule?.differs ?? false,
      value: (rule?.visible && read?.value) || null,
      expected: (rule?.visible && rule.expect) || null,
      reference:
        found?.references?.find(reference => reference.name === name)?.status ??
        null,
    };
  });
}

function statusOf(
  rule: { expect?: string } | undefined,
  read: { isExpected?: boolean } | undefined,
): SettingView['status'] {
  if (!read) return 'missing';
  return rule?.expect !== undefined && read.isExpected === false
    ? 'differs'
    : 'ok';
}

/** Names of what the flow requires and the target lacks, and of what is not as expected. */
export function settingTrouble(
  { settings: declared = [] }: Declared,
  found: NonNullable<RuntimeReading['settings']>,
): { missing: string[]; differing: string[] } {
  const views = settingViews(
    { settings: declared },
    { settings: found, references: null },
  ).filter(setting => setting.declared);
  return {
    missing: views
      .filter(({ status, required }) => status === 'missing' && required)
      .map(({ name }) => name),
    differing: views
      .filter(({ status }) => status === 'differs')
      .map(({ name }) => name),
  };
}
