import type { Stores } from '../../database';
import type { Providers } from '../../facts/Providers';

/** Thrown wherever the worker was when it was killed. */
export class Killed extends Error {}

/** How many calls to the database and the world a worker makes before it is killed. */
export class Life {
  private calls = 0;

  constructor(
    private readonly limit: number,
    /** What somebody else does just before one of the calls. */
    private readonly meanwhile?: { at: number; act: () => Promise<void> },
  ) {}

  step(): void {
    this.calls += 1;
    if (this.calls > this.limit) throw new Killed();
  }

  async interrupted(): Promise<void> {
    if (this.meanwhile && this.calls === this.meanwhile.at) {
      this.calls += 1;
      await this.meanwhile.act();
    }
  }
}

type Method = (...args: unknown[]) => unknown;

/** Every method may be the last thing that happens, before it or just after it. */
function guarded<T extends object>(target: T, life: Life, inside: boolean): T {
  return new Proxy(target, {
    get(of, name) {
      const value = Reflect.get(of, name) as unknown;
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        if (!inside) await life.interrupted();
        life.step();
        const result = await (value as Method).apply(of, args);
        life.step();
        return result;
      };
    },
  });
}

/** The stores of a worker that dies; a transaction it dies in is rolled back. */
export function mortalStores(
  stores: Stores,
  life: Life,
  inside = false,
): Stores {
  return new Proxy(stores, {
    get(of, name) {
      const value = Reflect.get(of, name) as unknown;
      if (name === 'knex') return value;
      if (name === 'transaction') {
        return async (work: (inner: Stores) => Promise<unknown>) => {
          life.step();
          const result = await of.transaction(inner =>
            work(mortalStores(inner, life, true)),
          );
          life.step();
          return result;
        };
      }
      if (typeof value === 'function') return value.bind(of);
      return guarded(value as object, life, inside);
    },
  });
}

/** The providers of a worker that dies: before a call, or after it took place. */
export function mortalProviders(providers: Providers, life: Life): Providers {
  const mortal = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(of, name) {
        const value = Reflect.get(of, name) as unknown;
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          life.step();
          const result = (value as Method).apply(of, args);
          if (!(result instanceof Promise)) return result;
          return result.then(answer => {
            life.step();
            return answer;
          });
        };
      },
    });
  const each = <T extends object>(map: ReadonlyMap<string, T>) =>
    new Map([...map].map(([name, value]) => [name, mortal(value)]));
  return {
    ...providers,
    codeHost: mortal(providers.codeHost),
    codeHostEffects: mortal(providers.codeHostEffects),
    git: mortal(providers.git),
    pulls: mortal(providers.pulls),
    hostDeployments: mortal(providers.hostDeployments),
    registry: mortal(providers.registry),
    targets: each(providers.targets),
    verifications: each(providers.verifications),
  };
}
