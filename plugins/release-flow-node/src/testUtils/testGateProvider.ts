import type { GateProvider, GateRequest, GateVerdict } from '../gates';
import { abortedContext, liveContext } from './context';

/** What a gate is asked about, without its own configuration. @public */
export type GateWorld = Omit<GateRequest<unknown>, 'config'>;

/** A gate in worlds of which the right answer is known. @public */
export interface GateHarness<TConfig, TFacts> {
  /** Under test. */
  provider: GateProvider<TConfig, TFacts>;
  /** As a flow writes it. */
  config: unknown;
  /** Makes the world one in which it opens. */
  open(): Promise<GateWorld>;
  /** Makes the world one in which it stays shut. */
  shut(): Promise<GateWorld>;
  /** Makes the world one that can't be read. */
  unreadable(): Promise<GateWorld>;
  /** Called after each test. */
  close?(): Promise<void>;
}

/**
 * What every gate has to do.
 * @public
 */
export function testGateProvider<TConfig, TFacts>(
  name: string,
  createHarness: () => Promise<GateHarness<TConfig, TFacts>>,
): void {
  describe(`${name}, as a gate`, () => {
    let harness: GateHarness<TConfig, TFacts>;
    beforeEach(async () => {
      harness = await createHarness();
    });
    afterEach(() => harness.close?.());

    const now = new Date('2026-01-01T00:00:00Z');
    async function factsIn(world: GateWorld, context = liveContext()) {
      const config = harness.provider.schema.parse(harness.config);
      const facts = await harness.provider.read({ ...world, config }, context);
      return { config, facts };
    }
    async function judgeIn(world: GateWorld): Promise<GateVerdict> {
      const { config, facts } = await factsIn(world);
      return harness.provider.judge(config, facts, now);
    }

    it('refuses configuration it does not know', () => {
      const odd = { ...(harness.config as object), 'never-heard-of': true };
      expect(harness.provider.schema.safeParse(odd).success).toBe(false);
    });

    it('says what it is', () => {
      const config = harness.provider.schema.parse(harness.config);
      expect(harness.provider.titleOf(config)).not.toBe('');
    });

    it('opens, and says why', async () => {
      const verdict = await judgeIn(await harness.open());
      expect(verdict.status).toBe('passed');
      expect(verdict.code).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(verdict.message).not.toBe('');
    });

    it('stays shut, and says what to do', async () => {
      const verdict = await judgeIn(await harness.shut());
      expect(verdict.status).not.toBe('passed');
      expect(verdict.code).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(verdict.message).not.toBe('');
    });

    it('judges the same facts the same way', async () => {
      const { config, facts } = await factsIn(await harness.open());
      const judge = () => harness.provider.judge(config, facts, now);
      expect(judge()).toEqual(judge());
    });

    it('never opens on what it could not read', async () => {
      const world = await harness.unreadable();
      const verdict = await judgeIn(world).catch(() => undefined);
      expect(verdict?.status).not.toBe('passed');
    });

    it('stops reading when nobody waits any more', async () => {
      await expect(
        factsIn(await harness.open(), abortedContext()),
      ).rejects.toThrow();
    });
  });
}
