import type { DeployerProvider, DeployRequest } from '../deployers';
import { abortedContext, liveContext, providerErrorOf } from './context';

/** A deployer before a world that counts what reaches it. @public */
export interface DeployerHarness<TConfig> {
  /** Under test. */
  provider: DeployerProvider<TConfig>;
  /** As a flow writes it, look-ups resolved. */
  config: unknown;
  /** What is to be deployed, without the configuration and the intent. */
  subject: Omit<DeployRequest<unknown>, 'config' | 'intentId'>;
  /** How many changes have reached the world. */
  sent(): Promise<number>;
  /** Lets what was sent come to its end. */
  finish(): Promise<void>;
  /** Lets what was sent fail. */
  fail?(): Promise<void>;
  /** Makes the other end refuse for good. */
  refuse(): Promise<void>;
  /** Makes the other end take the change, and the answer get lost. */
  loseAnswer(): Promise<void>;
  /** Called after each test. */
  close?(): Promise<void>;
}

/**
 * What every deployer has to do.
 * @public
 */
export function testDeployerProvider<TConfig>(
  name: string,
  createHarness: () => Promise<DeployerHarness<TConfig>>,
): void {
  describe(`${name}, as a deployer`, () => {
    let harness: DeployerHarness<TConfig>;
    beforeEach(async () => {
      harness = await createHarness();
    });
    afterEach(() => harness.close?.());

    const request = (): DeployRequest<TConfig> => ({
      ...harness.subject,
      intentId: 'intent-1',
      config: harness.provider.schema.parse(harness.config),
    });
    const send = (context = liveContext()) =>
      harness.provider.send(request(), context);
    const progress = async (externalId: string | undefined) =>
      harness.provider.follow
        ? harness.provider.follow({ ...request(), externalId }, liveContext())
        : undefined;

    it('refuses configuration it does not know', () => {
      const odd = { ...(harness.config as object), 'never-heard-of': true };
      expect(harness.provider.schema.safeParse(odd).success).toBe(false);
    });

    it('says what it does', () => {
      expect(harness.provider.titleOf(request().config)).not.toBe('');
    });

    it('sends one change, and follows it to its end', async () => {
      const { externalId } = await send();
      expect(await harness.sent()).toBe(1);
      const before = await progress(externalId);
      expect(before?.status).not.toBe('failed');
      await harness.finish();
      const after = await progress(externalId);
      expect(after?.status ?? 'done').toBe('done');
    });

    it('says that what was sent failed', async () => {
      if (!harness.fail) return;
      const { externalId } = await send();
      await harness.fail();
      const after = await progress(externalId);
      expect(after).toMatchObject({ status: 'failed' });
      expect(after?.message).not.toBe('');
    });

    it('says that it was refused, with nothing sent', async () => {
      await harness.refuse();
      const error = await providerErrorOf(send());
      expect(['refused', 'not-found']).toContain(error.trouble);
      expect(await harness.sent()).toBe(0);
    });

    it('does not try again when the answer gets lost', async () => {
      await harness.loseAnswer();
      const error = await providerErrorOf(send());
      expect(error.trouble).toBe('unknown-outcome');
      expect(await harness.sent()).toBe(1);
    });

    it('never calls absent what happened', async () => {
      await send();
      const found = await harness.provider.lookup?.(request(), liveContext());
      expect(found?.outcome).not.toBe('absent');
    });

    it('sends nothing when nobody waits any more', async () => {
      await expect(send(abortedContext())).rejects.toThrow();
      expect(await harness.sent()).toBe(0);
    });
  });
}
