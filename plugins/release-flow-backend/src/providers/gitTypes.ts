import type { ProviderContext } from 'backstage-plugin-release-flow-node';
import type { Repository } from './types';

/** A commit as git has it. */
export interface GitCommit {
  sha: string;
  tree: string;
  parents: string[];
  message: string;
}

/** The line of a message that says which commit a commit of ours stands for. */
export function derivedLine(commit: string): string {
  return `Release-Flow-Commit: ${commit}`;
}

/** The line of a message that says which promotion made a commit. */
export function promotionLine(id: string): string {
  return `Release-Flow-Promotion: ${id}`;
}

/** What became of a commit that was to get onto a branch. */
export interface Landed {
  /** The commit of the branch that holds it now. */
  sha: string;
  /** `there`: the branch stood for it already, so nothing was pushed. */
  how: 'merged' | 'picked' | 'there';
}

export interface Landing {
  branch: string;
  commit: string;
  /** Message of the commit that is made, or what is put below the picked one's. */
  message: string;
  /** Of the promotion: names a branch that is needed for a moment. */
  id: string;
}

/**
 * Changes of git refs on a code host, each sent once; what has to be read or prepared before it
 * changes nothing that anybody sees. Throws `ProviderError`.
 */
export interface CodeHostGit {
  /** An annotated tag; one that stands on the commit already is left alone. */
  createTag(
    repo: Repository,
    tag: { name: string; message: string; commit: string },
    context: ProviderContext,
  ): Promise<{ existed: boolean }>;
  /** A branch that is not there yet; GitHub refuses one that is. */
  createBranch(
    repo: Repository,
    branch: { name: string; commit: string },
    context: ProviderContext,
  ): Promise<void>;
  /** Moves a tag by force, only while it stands where `from` says. */
  moveTag(
    repo: Repository,
    tag: { name: string; message: string; from: string; to: string },
    context: ProviderContext,
  ): Promise<void>;
  merge(
    repo: Repository,
    landing: Landing,
    context: ProviderContext,
  ): Promise<Landed>;
  /** One commit on the branch with the change, the author and the message of another. */
  cherryPick(
    repo: Repository,
    landing: Landing,
    context: ProviderContext,
  ): Promise<Landed>;
  /** The newest commit of a branch whose message has this line; `undefined` when there is none. */
  commitWithLine(
    repo: Repository,
    branch: string,
    line: string,
    context: ProviderContext,
  ): Promise<GitCommit | undefined>;
  /** Lets all jobs of a completed run run again, under the same id as its next attempt. */
  rerun(
    repo: Repository,
    runId: string,
    context: ProviderContext,
  ): Promise<void>;
}
