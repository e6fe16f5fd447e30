import { ProviderError } from 'backstage-plugin-release-flow-node';
import {
  derivedLine,
  type CodeHostGit,
  type GitCommit,
  type Landed,
  type Landing,
} from '../providers/gitTypes';
import type { HostRun } from '../providers/types';
import type { FakeWorld } from './FakeWorld';

type Run = Partial<HostRun>;

/** Refs of the fake world, and the runs that a push to them starts. */
export class FakeGit implements CodeHostGit {
  /** Workflows that a push starts, by their file, and how their runs stand from then on. */
  readonly onPush = new Map<string, Run>();
  /** Every change that took place. */
  readonly pushes: string[] = [];
  readonly reruns: string[] = [];
  /** Told after a push, to set what it deploys. */
  pushed: (ref: string, sha: string) => void = () => undefined;
  readonly messages = new Map<string, string>();
  conflicts = false;
  now = () => new Date();
  private made = 0;

  constructor(private readonly world: FakeWorld) {}

  async createTag(
    _repo: unknown,
    { name, commit }: { name: string; commit: string },
  ): Promise<{ existed: boolean }> {
    const now = this.world.tags.get(name);
    if (now === commit) return { existed: true };
    if (now) throw new ProviderError('refused', `${name} stands on ${now}`);
    return this.change(() => {
      this.world.tags.set(name, commit);
      this.push(name, commit);
      return { existed: false };
    });
  }

  async createBranch(
    _repo: unknown,
    { name, commit }: { name: string; commit: string },
  ): Promise<void> {
    if (this.world.branches.has(name)) {
      throw new ProviderError('refused', `${name} exists already`);
    }
    return this.change(() => {
      this.world.branches.set(name, commit);
      this.push(name, commit);
    });
  }

  async moveTag(
    _repo: unknown,
    { name, from, to }: { name: string; from: string; to: string },
  ): Promise<void> {
    if (this.world.tags.get(name) !== from) {
      throw new ProviderError('refused', `${name} was moved meanwhile`);
    }
    return this.change(() => {
      this.world.tags.set(name, to);
      this.push(name, to);
    });
  }

  async merge(_repo: unknown, landing: Landing): Promise<Landed> {
    return this.land(landing, 'merged');
  }

  async cherryPick(_repo: unknown, landing: Landing): Promise<Landed> {
    return this.land(landing, 'picked');
  }

  async commitWithLine(
    _repo: unknown,
    branch: string,
    line: string,
  ): Promise<GitCommit | undefined> {
    const { branches, history } = this.world;
    const all = [branches.get(branch)!, ...(history.get(branch) ?? [])];
    const sha = all.find(each => this.messages.get(each)?.includes(line));
    const message = sha && this.messages.get(sha);
    return message ? { sha, message, tree: sha, parents: [] } : undefined;
  }

  async rerun(_repo: unknown, runId: string): Promise<void> {
    const run = this.world.runs.find(({ id }) => id === runId)!;
    return this.change(() => {
      this.reruns.push(runId);
      Object.assign(run, this.onPush.get(run.workflow));
      run.attempt += 1;
      this.pushed(run.branch!, run.sha);
    });
  }

  private land({ branch, commit, message }: Landing, how: Landed['how']) {
    const { branches, history } = this.world;
    const tip = branches.get(branch);
    if (!tip) throw new ProviderError('refused', `There is no ${branch}`);
    const below = history.get(branch) ?? [];
    if (tip === commit || below.includes(commit)) {
      const stands =
        tip === commit || this.messages.get(tip)?.includes(derivedLine(commit));
      if (stands) return { sha: tip, how: 'there' as const };
      throw new ProviderError('refused', `${branch} holds ${commit} already`);
    }
    if (this.conflicts) {
      throw new ProviderError('refused', `${commit} conflicts with ${branch}`);
    }
    return this.change(() => {
      this.made += 1;
      const sha = `${this.made}`.padStart(40, 'c0ffee');
      this.messages.set(sha, message);
      branches.set(branch, sha);
      const held = how === 'merged' ? [commit, tip] : [tip];
      history.set(branch, [...held, ...below]);
      this.push(branch, sha);
      return { sha, how };
    });
  }

  private change<T>(act: () => T): T {
    const { nextChange } = this.world;
    this.world.nextChange = undefined;
    if (nextChange && !nextChange.took) throw nextChange.error;
    const result = act();
    if (nextChange) throw nextChange.error;
    return result;
  }

  private push(ref: string, sha: string) {
    this.pushes.push(`${ref} ${sha}`);
    for (const [workflow, change] of this.onPush) {
      const id = String(this.world.runs.length + 1);
      const at = this.now().toISOString();
      this.world.runs.unshift({
        id,
        attempt: 1,
        workflow,
        title: ref,
        event: 'push',
        branch: ref,
        sha,
        status: 'completed',
        conclusion: 'success',
        actor: 'bot',
        url: `https://git.example/runs/${id}`,
        createdAt: at,
        updatedAt: at,
        ...change,
      });
    }
    this.pushed(ref, sha);
  }
}
