import type { Config } from '@backstage/config';

/** Hosts that probes may visit by configuration, wherever they resolve to. */
export class HostRules {
  private constructor(private readonly rules: string[]) {}

  static fromConfig(config: Config): HostRules {
    const rules =
      config.getOptionalStringArray('releaseFlow.probes.allowedHosts') ?? [];
    for (const rule of rules) {
      if (!/^(?:\*\.)?[\w.[\]:-]+$/.test(rule) || rule.includes('/')) {
        throw new Error(
          `releaseFlow.probes.allowedHosts: '${rule}' is no host; write host, host:port or *.host:port`,
        );
      }
    }
    return new HostRules(rules.map(rule => rule.toLowerCase()));
  }

  /** A rule without port allows every port; `*.` stands for one label. */
  allow(url: URL): boolean {
    const named = [url.hostname, hostWithPort(url)];
    const below = named.map(name => name.replace(/^[^.]+/, '*'));
    return this.rules.some(
      rule => named.includes(rule) || below.includes(rule),
    );
  }
}

/** Whether a URL's host is one of these names, each with its port where that is not the standard one. */
export function isOneOf(hosts: string[], url: URL): boolean {
  return hosts.some(host => host.toLowerCase() === url.host);
}

function hostWithPort({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}
