import type {
  VerificationProvider,
  VerificationRequest,
} from '../verifications';
import { liveContext } from './context';

/** Where a verification looks, without its own configuration. @public */
export type VerificationWorld = Omit<VerificationRequest<unknown>, 'config'>;

/** A verification in worlds of which the right answer is known. @public */
export interface VerificationHarness<TConfig> {
  /** Under test. */
  provider: VerificationProvider<TConfig>;
  /** As a flow writes it. */
  config: unknown;
  /** All is as it should be. */
  passing(): Promise<VerificationWorld>;
  /** It is not yet as it should be, and may become so. */
  pending(): Promise<VerificationWorld>;
  /** It can't become so. */
  failing?(): Promise<VerificationWorld>;
}

/**
 * What every verification has to do.
 * @public
 */
export function testVerificationProvider<TConfig>(
  name: string,
  createHarness: () => Promise<VerificationHarness<TConfig>>,
): void {
  describe(`${name}, as a verification`, () => {
    async function answerIn(
      choose: (
        harness: VerificationHarness<TConfig>,
      ) => Promise<VerificationWorld> | undefined,
    ) {
      const harness = await createHarness();
      const { provider } = harness;
      const world = await choose(harness);
      const config = provider.schema.parse(harness.config);
      return world && provider.check({ ...world, config }, liveContext());
    }

    it('refuses configuration it does not know', async () => {
      const { provider, config } = await createHarness();
      const odd = { ...(config as object), 'never-heard-of': true };
      expect(provider.schema.safeParse(odd).success).toBe(false);
    });

    it('says what it does and how long it may take', async () => {
      const { provider, config } = await createHarness();
      const parsed = provider.schema.parse(config);
      expect(provider.titleOf(parsed)).not.toBe('');
      expect(provider.withinMs(parsed)).toBeGreaterThan(0);
    });

    it.each(['passing', 'pending', 'failing'] as const)(
      'judges a %s world',
      async world => {
        const expected = {
          passing: 'passed',
          pending: 'running',
          failing: 'failed',
        };
        const answer = await answerIn(harness => harness[world]?.());
        if (!answer) return;
        expect(answer).toMatchObject({ status: expected[world] });
        expect(answer.code).toMatch(/^[a-z][a-z0-9-]*$/);
        expect(answer.message).not.toBe('');
      },
    );
  });
}
