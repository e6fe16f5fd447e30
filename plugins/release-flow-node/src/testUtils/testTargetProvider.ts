import {
  artifactKey,
  type Artifact,
} from 'backstage-plugin-release-flow-common';
import type { ProviderTrouble } from '../errors';
import type { TargetProvider } from '../targets';
import { abortedContext, liveContext, providerErrorOf } from './context';

/**
 * Troubles a harness can make its cloud have. Only with `lost-answer` the cloud does what was asked.
 * @public
 */
export type CloudFault =
  | 'rate-limit'
  | 'server-error'
  | 'dropped-connection'
  | 'sign-in'
  | 'lost-answer';

/** A provider in front of a cloud, or of something that speaks its wire protocol. @public */
export interface TargetHarness<TConfig> {
  /** Under test. */
  provider: TargetProvider<TConfig>;
  /** Names the target that the harness's cloud has. */
  config: TConfig;
  /** Other ways to write the same configuration. */
  aliases?: TConfig[];
  /** Configurations of other targets. */
  strangers: TConfig[];
  /** What the target is set to and runs now. */
  current: Artifact;
  /** What it can be set to; different from `current`. */
  next: Artifact;
  /** True when the target proves what it runs. */
  provesRunning: boolean;
  /** How many changes the cloud has seen since the harness was made. */
  changes(): Promise<number>;
  /** Lets the cloud finish whatever it has begun. */
  settle(): Promise<void>;
  /** The next request of this kind fails like this, once. */
  failNext(requests: 'reads' | 'changes', fault: CloudFault): Promise<void>;
}

const READ_TROUBLES: [CloudFault, ProviderTrouble][] = [
  ['rate-limit', 'rate-limited'],
  ['server-error', 'unavailable'],
  ['dropped-connection', 'unavailable'],
  ['sign-in', 'unauthorized'],
];

const CHANGE_TROUBLES: [CloudFault, ProviderTrouble][] = [
  ['rate-limit', 'rate-limited'],
  ['server-error', 'unknown-outcome'],
  ['dropped-connection', 'unknown-outcome'],
  ['sign-in', 'unauthorized'],
];

/**
 * What every target has to do. Each test gets a harness of its own.
 * @public
 */
export function testTargetProvider<TConfig extends object>(
  name: string,
  createHarness: () => Promise<TargetHarness<TConfig>>,
): void {
  describe(`${name}, as a target`, () => {
    it('refuses configuration it does not know', async () => {
      const { provider, config } = await createHarness();
      expect(provider.schema.safeParse(config).success).toBe(true);
      const odd = { ...config, 'never-heard-of': true };
      expect(provider.schema.safeParse(odd).success).toBe(false);
    });

    it('gives one key to one target', async () => {
      const { provider, config, aliases, strangers } = await createHarness();
      const key = provider.targetKey(config);
      for (const alias of aliases ?? []) {
        expect(provider.targetKey(alias)).toBe(key);
      }
      for (const stranger of strangers) {
        expect(provider.targetKey(stranger)).not.toBe(key);
      }
      expect(provider.nameOf(config)).not.toBe('');
    });

    it('observes what is configured and what it can prove to run', async () => {
      const harness = await createHarness();
      const seen = await observe(harness);
      expect(keyOf(seen.configured)).toBe(artifactKey(harness.current));
      expect(keyOf(seen.running)).toBe(
        harness.provesRunning ? artifactKey(harness.current) : undefined,
      );
      expect(seen.state).not.toBe('');
    });

    it.each(READ_TROUBLES)(
      'meets %s with %s when it reads',
      async (fault, trouble) => {
        const harness = await createHarness();
        await harness.failNext('reads', fault);
        const error = await providerErrorOf(observe(harness));
        expect(error.trouble).toBe(trouble);
        expect(error.message).not.toBe('');
      },
    );

    it('tells how long a limited rate asks to wait', async () => {
      const harness = await createHarness();
      await harness.failNext('reads', 'rate-limit');
      const { options } = await providerErrorOf(observe(harness));
      expect(options.retryAfterMs).toBeGreaterThan(0);
    });

    describe('when it changes', () => {
      it('sends one change, and finds it again', async () => {
        const harness = await createHarness();
        const { provider } = harness;
        if (!provider.deploy || !provider.lookup) return;
        const change = changeOf(harness);
        expect(await provider.lookup(change, liveContext())).toBe('absent');
        await provider.deploy(change, liveContext());
        expect(await harness.changes()).toBe(1);
        expect(await provider.lookup(change, liveContext())).toBe('happened');

        await harness.settle();
        const seen = await observe(harness);
        expect(keyOf(seen.configured)).toBe(artifactKey(harness.next));
        expect(keyOf(seen.running)).toBe(
          harness.provesRunning ? artifactKey(harness.next) : undefined,
        );
      });

      it('sends nothing after an abort, and knows it', async () => {
        const harness = await createHarness();
        if (!harness.provider.deploy) return;
        const change = changeOf(harness);
        const { trouble } = await providerErrorOf(
          harness.provider.deploy(change, abortedContext()),
        );
        expect(trouble).toBe('unavailable');
        expect(await harness.changes()).toBe(0);
      });

      it('does not know what became of a change whose answer is lost, and finds it', async () => {
        const harness = await createHarness();
        const { provider } = harness;
        if (!provider.deploy || !provider.lookup) return;
        const change = changeOf(harness);
        await harness.failNext('changes', 'lost-answer');
        const { trouble } = await providerErrorOf(
          provider.deploy(change, liveContext()),
        );
        expect(trouble).toBe('unknown-outcome');
        expect(await harness.changes()).toBe(1);
        expect(await provider.lookup(change, liveContext())).toBe('happened');
      });

      it.each(CHANGE_TROUBLES)(
        'meets %s with %s and does not send again',
        async (fault, trouble) => {
          const harness = await createHarness();
          const { provider } = harness;
          if (!provider.deploy || !provider.lookup) return;
          const change = changeOf(harness);
          await harness.failNext('changes', fault);
          const error = await providerErrorOf(
            provider.deploy(change, liveContext()),
          );
          expect(error.trouble).toBe(trouble);
          expect(await harness.changes()).toBe(0);
          expect(await provider.lookup(change, liveContext())).not.toBe(
            'happened',
          );
        },
      );
    });
  });
}

function observe<TConfig>({
  provider,
  config,
  current,
}: TargetHarness<TConfig>) {
  const components = current.map(({ component }) => component);
  return provider.observe({ config, components }, liveContext());
}

function changeOf<TConfig>({ config, next }: TargetHarness<TConfig>) {
  return { intentId: 'contract:deploy', config, artifact: next };
}

function keyOf(artifact: Artifact | undefined): string | undefined {
  return artifact && artifactKey(artifact);
}
