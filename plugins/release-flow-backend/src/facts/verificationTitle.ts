import type { VerificationTitle } from '../policy/steps';
import type { Providers } from './Providers';

/** How the installed verifications read to people. */
export function verificationTitle(providers: Providers): VerificationTitle {
  return config => {
    if (config.type === 'workflow') {
      return {
        title: `Run ${config.file}`,
        detail: 'It has to succeed on this very artifact',
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
