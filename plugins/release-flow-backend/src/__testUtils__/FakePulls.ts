import { ProviderError } from 'backstage-plugin-release-flow-node';
import type {
  CodeHostPulls,
  FileProposal,
  HostPull,
  Landing,
} from '../providers/types';
import type { FakeWorld } from './FakeWorld';

/** Pull requests of the fake world; people review and merge them there by hand. */
export class FakePulls implements CodeHostPulls {
  readonly all: Array<HostPull & { from: string; landing: Landing }> = [];
  /** What GitHub says when it does not let us merge. */
  protected?: string;

  constructor(private readonly world: FakeWorld) {}

  async open(
    _repo: unknown,
    pull: Landing & { head: string; title: string },
  ): Promise<{ number: number; url: string; head: string }> {
    const { nextChange } = this.world;
    this.world.nextChange = undefined;
    if (nextChange && !nextChange.took) throw nextChange.error;
    const number = this.all.length + 1;
    const url = `https://git.example/pull/${number}`;
    this.all.push({
      number,
      url,
      title: pull.title,
      isOpen: true,
      mergedAs: undefined,
      mergedBy: null,
      head: pull.commit,
      isMergeable: true,
      reviews: [],
      from: pull.head,
      landing: pull,
    });
    if (nextChange) throw nextChange.error;
    return { number, url, head: pull.commit };
  }

  async propose(
    _repo: unknown,
    { path, head, branch, rewrite, title, message }: FileProposal,
  ): Promise<{ number: number; url: string }> {
    const { files, branches } = this.world;
    const text = rewrite(files.get(`${branch}:${path}`));
    const commit = branches.get(branch) ?? 'f'.repeat(40);
    const opened = await this.open(undefined, {
      ...{ branch, commit, message, head, title },
      id: head,
    });
    files.set(`${head}:${path}`, text);
    return opened;
  }

  async ofBranch(_repo: unknown, head: string): Promise<HostPull | undefined> {
    return this.all.find(({ from }) => from === head);
  }

  async read(_repo: unknown, number: number): Promise<HostPull> {
    return this.all[number - 1];
  }

  async merge(_repo: unknown, { number }: { number: number }): Promise<void> {
    if (this.protected) throw new ProviderError('refused', this.protected);
    await this.mergeBy('release-flow-bot', number);
  }

  async close(_repo: unknown, number: number): Promise<void> {
    this.all[number - 1].isOpen = false;
  }

  /** As if somebody had merged it in GitHub. */
  async mergeBy(user: string, number = 1): Promise<void> {
    const pull = this.all[number - 1];
    const { sha } = await this.world.git.merge(undefined, pull.landing);
    Object.assign(pull, { isOpen: false, mergedAs: sha, mergedBy: user });
  }
}
