import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import type { Landing } from './gitTypes';
import type { Repository } from './types';

export interface HostPull {
  number: number;
  url: string;
  title: string;
  isOpen: boolean;
  /** The commit that it became on its branch; `undefined` until it is merged. */
  mergedAs: string | undefined;
  mergedBy: string | null;
  /** Newest commit of its own branch. */
  head: string;
  /** False where it conflicts, `undefined` while GitHub has not looked yet. */
  isMergeable: boolean | undefined;
  /** The newest word of each reviewer. */
  reviews: Array<{ user: string; state: string }>;
}

/** One file that is to be rewritten, for people to review. */
export interface FileProposal {
  /** Branch that it is proposed for. */
  branch: string;
  head: string;
  path: string;
  /** The new text, from what the branch holds now. */
  rewrite(before: string | undefined): string;
  title: string;
  message: string;
}

/** How a pull request gets onto its branch. */
export type MergeMethod = 'merge' | 'rebase';

/** Pull requests of a code host; each change is sent once. Throws `ProviderError`. */
export interface CodeHostPulls {
  /** Opens one from a branch of its own with the commit, or with its change alone. */
  open(
    repo: Repository,
    pull: Landing & { head: string; title: string; isPick: boolean },
    context: ProviderContext,
  ): Promise<{ number: number; url: string; head: string }>;
  /** Opens one from a branch of its own, on which one file is rewritten. */
  propose(
    repo: Repository,
    proposal: FileProposal,
    context: ProviderContext,
  ): Promise<{ number: number; url: string }>;
  /** Whatever became of the one from this branch. */
  ofBranch(
    repo: Repository,
    head: string,
    context: ProviderContext,
  ): Promise<HostPull | undefined>;
  read(
    repo: Repository,
    number: number,
    context: ProviderContext,
  ): Promise<HostPull>;
  /** Merges it, only while its newest commit is `head`. */
  merge(
    repo: Repository,
    pull: {
      number: number;
      head: string;
      method: MergeMethod;
      message: string;
    },
    context: ProviderContext,
  ): Promise<void>;
  close(
    repo: Repository,
    number: number,
    context: ProviderContext,
  ): Promise<void>;
}
