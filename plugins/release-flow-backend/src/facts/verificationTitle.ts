import { Duration } from 'luxon';
import type { ChecklistConfig } from '../policy/gateSchemas';
import { checklistTitle } from '../policy/gates/checklist';
import type { VerificationTitle } from '../policy/steps';
import type { Providers } from './Providers';

/** How the installed verifications read to people. */
export function verificationTitle(
  providers: Pick<Providers, 'verifications'>,
): VerificationTitle {
  return config => {
    if (config.type === 'workflow') {
      return {
        title: String(config.title ?? `Run ${config.file}`),
        detail: config.title
          ? `Run ${config.file}; it has to succeed on this very artifact`
          : 'It has to succeed on this very artifact',
      };
    }
    if (config.type === 'bake') {
      return {
        title: `Healthy for ${Duration.fromISO(String(config.for)).rescale().toHuman({ unitDisplay: 'short' })}`,
        detail: 'Only time in which it was seen healthy counts',
      };
    }
    if (config.type === 'availability') {
      const most = Duration.fromISO(String(config.maxUnavailable));
      return {
        title: `GET ${config.path} unavailable for at most ${most.rescale().toHuman({ unitDisplay: 'short' })}`,
        detail: 'Asked while it is deployed and verified; gaps do not count',
      };
    }
    if (config.type === 'checklist') {
      return {
        title: checklistTitle(config as unknown as ChecklistConfig),
        detail: 'People tick what they looked at',
      };
    }
    const provider = providers.verifications.get(String(config.type));
    return {
      title: provider?.titleOf(config) ?? String(config.type),
      detail: provider
        ? `Up to ${Math.round(provider.withinMs(config) / 60_000)} min`
        : 'No module provides this verification',
    };
  };
}
