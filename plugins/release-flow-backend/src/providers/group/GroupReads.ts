import { ProviderError } from 'backstage-plugin-release-flow-node';
import type {
  ConfigurationReference,
  EarlierArtifact,
  Finding,
  LogLine,
  ProviderContext,
  TargetExpectation,
  TargetProvider,
  TargetRuntime,
} from 'backstage-plugin-release-flow-node';
import { mergedEarlier, mergedReferences, mergedRuntime } from './groupRuntime';
import type { GroupConfig } from './groupSchema';
import {
  expectedOf,
  named,
  providerOf,
  type Part,
  type Targets,
} from './parts';

type Of<T> = T & { config: GroupConfig };
export type RuntimeRequest = Of<{ visibleSettings: string[] }>;
export type EarlierRequest = Of<{ components: string[] }>;
export type InspectRequest = Of<{ expected: TargetExpectation }>;
export type LogsRequest = Of<{ since?: string; limit: number }>;

/** What people are told of a group: what each of its parts tells. */
export class GroupReads {
  constructor(private readonly targets: Targets) {}

  async configurationReferences(
    { parts }: GroupConfig,
    context: ProviderContext,
  ): Promise<ConfigurationReference[]> {
    const all = await this.each(
      parts,
      (provider, { target }) =>
        provider.configurationReferences?.(target, context) ?? [],
    );
    return mergedReferences(all);
  }

  async runtime(
    { config, visibleSettings }: RuntimeRequest,
    context: ProviderContext,
  ): Promise<TargetRuntime> {
    const parts = this.able(config, 'runtime');
    const told = await this.each(parts, (provider, { target }) =>
      provider.runtime!({ config: target, visibleSettings }, context),
    );
    return mergedRuntime(told);
  }

  /** Each entry is what one part would run; the others stay what they are. */
  async earlier(
    { config, components }: EarlierRequest,
    context: ProviderContext,
  ): Promise<EarlierArtifact[]> {
    const parts = this.able(config, 'earlier');
    const told = await this.each(parts, (provider, part) =>
      provider.earlier!(
        {
          config: part.target,
          components: part.components.filter(it => components.includes(it)),
        },
        context,
      ),
    );
    return mergedEarlier(told);
  }

  async inspect(
    request: InspectRequest,
    context: ProviderContext,
  ): Promise<Finding[]> {
    const { expected } = request;
    const all = await this.each(
      request.config.parts,
      (provider, part) =>
        provider.inspect?.(
          { config: part.target, expected: expectedOf(part, expected) },
          context,
        ) ?? [],
    );
    return all.flatMap(({ answer }) => answer);
  }

  async logs(
    request: LogsRequest,
    context: ProviderContext,
  ): Promise<LogLine[]> {
    const all = await this.each(
      request.config.parts,
      (provider, { target }) =>
        provider.logs?.({ ...request, config: target }, context) ?? [],
    );
    return all
      .flatMap(({ part, answer }) =>
        answer.map(({ at, text }) => ({ at, text: `${part.name}: ${text}` })),
      )
      .sort((a, b) => a.at.localeCompare(b.at))
      .slice(-request.limit);
  }

  /** Nothing is not the same as nothing wrong, so somebody has to be there to ask. */
  private able({ parts }: GroupConfig, act: 'runtime' | 'earlier'): Part[] {
    const able = parts.filter(
      ({ target }) => providerOf(this.targets, target)[act],
    );
    if (able.length > 0) return able;
    const kinds = [...new Set(parts.map(({ target }) => target.type))];
    const what = act === 'runtime' ? 'how it runs' : 'what it could run again';
    throw new ProviderError(
      'refused',
      `No part tells ${what}: targets of type ${kinds.join(' and ')} can't`,
    );
  }

  private each<T>(
    parts: Part[],
    ask: (provider: TargetProvider, part: Part) => Promise<T> | T,
  ): Promise<Array<{ part: Part; answer: T }>> {
    return Promise.all(
      parts.map(async part => ({
        part,
        answer: await named(part, async () =>
          ask(providerOf(this.targets, part.target), part),
        ),
      })),
    );
  }
}
