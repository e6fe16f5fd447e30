import type { BoundEnvironment } from '../binding';
import { isRead, type PromotionFacts } from '../facts';
import { settingTrouble } from '../settings';
import { blocked, passed, unread, type Verdict } from './result';

export const TITLE = 'Settings are there, and references resolve';

type Facts = Pick<PromotionFacts, 'references' | 'settings'>;

/** References resolve, and what the flow requires is set. Names only: no value is shown. */
export function judgeConfigurationResolved(
  facts: Facts,
  environment: Pick<BoundEnvironment, 'settings'>,
): Verdict {
  const { references, settings } = facts;
  const required = (environment.settings ?? []).filter(
    setting => setting.required,
  );
  if (!references && required.length === 0) {
    return blocked(
      TITLE,
      'not-supported',
      'This target has no references to a secret store. Remove the gate from the flow.',
    );
  }
  if (!settings && required.length > 0) {
    return blocked(
      TITLE,
      'settings-not-told',
      `This target does not tell its settings, so that ${names(required)} can't be looked for. Take 'required' away in the flow.`,
    );
  }
  if (references && !isRead(references)) {
    return unread(TITLE, 'The references', references.unread);
  }
  if (settings && !isRead(settings)) {
    return unread(TITLE, 'The settings', settings.unread);
  }
  const broken = (references?.value ?? []).filter(it => !it.resolved);
  if (broken.length > 0) {
    return blocked(
      TITLE,
      'reference-unresolved',
      `${broken.map(reference => `${reference.name} is ${reference.status}`).join(', ')}. The app would start and fail; mend the reference first.`,
    );
  }
  const trouble = settingTrouble(environment, settings?.value ?? []);
  if (trouble.missing.length > 0) {
    return blocked(
      TITLE,
      'setting-missing',
      `${trouble.missing.join(', ')} ${trouble.missing.length === 1 ? 'is' : 'are'} not set, and the flow requires it. Set it first: the app would start and fail.`,
    );
  }
  return passed(
    TITLE,
    trouble.differing.length > 0 ? 'setting-differs' : 'configuration-resolved',
    [
      resolved(references?.value ?? []),
      required.length > 0 && `${names(required)} set`,
      trouble.differing.length > 0 &&
        `warning: ${trouble.differing.join(', ')} ${trouble.differing.length === 1 ? 'is' : 'are'} not what the flow expects`,
    ]
      .filter(Boolean)
      .join('; '),
  );
}

function resolved(references: Array<{ name: string }>): string {
  return references.length === 0
    ? 'No references to resolve'
    : `${references.length} of ${references.length}: ${names(references)}`;
}

function names(named: Array<{ name: string }>): string {
  return named.map(({ name }) => name).join(', ');
}
