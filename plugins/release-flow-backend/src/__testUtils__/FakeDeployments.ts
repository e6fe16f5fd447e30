import type { ProviderError } from 'backstage-plugin-release-flow-node';
import type { CodeHostDeployments } from '../providers/types';

interface Told {
  id: string;
  environment: string;
  sha: string;
  promotion: string | undefined;
  isProduction: boolean;
  createdAt: string;
  states: string[];
  logUrl?: string;
}

/** What the fake GitHub shows of deployments. */
export class FakeDeployments implements CodeHostDeployments {
  readonly all: Told[] = [];
  /** Thrown by the next changes, after they took place or instead. */
  readonly faults: Array<{ error: ProviderError; took: boolean }> = [];

  async find(
    _repo: unknown,
    query: { environment: string; sha: string; promotion: string },
  ) {
    const found = this.all.filter(
      ({ environment, sha }) =>
        environment === query.environment && sha === query.sha,
    );
    return {
      own: found.find(({ promotion }) => promotion === query.promotion)?.id,
      others: found.filter(({ promotion }) => !promotion),
    };
  }

  async create(
    _repo: unknown,
    wish: Pick<Told, 'environment' | 'sha' | 'isProduction'> & {
      promotion: string;
    },
  ): Promise<string> {
    return this.change(() => {
      const { environment, sha, promotion, isProduction } = wish;
      const id = String(this.all.length + 1);
      const createdAt = new Date().toISOString();
      const made = { environment, sha, promotion, isProduction };
      this.all.push({ id, ...made, createdAt, states: [] });
      return id;
    });
  }

  async stateOf(_repo: unknown, id: string): Promise<string | undefined> {
    return this.all[Number(id) - 1].states.at(-1);
  }

  async say(
    _repo: unknown,
    id: string,
    { state, logUrl }: { state: string; logUrl?: string },
  ): Promise<void> {
    return this.change(() => {
      const told = this.all[Number(id) - 1];
      told.states.push(state);
      told.logUrl = logUrl;
    });
  }

  private change<T>(act: () => T): T {
    const fault = this.faults.shift();
    if (fault && !fault.took) throw fault.error;
    const result = act();
    if (fault) throw fault.error;
    return result;
  }
}
