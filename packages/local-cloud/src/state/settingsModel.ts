/** Rules of the branches that a pattern names, by classic protection or by a ruleset. */
export interface BranchRule {
  /** `main`, or with `*` such as `release/*`. */
  pattern: string;
  by: 'protection' | 'ruleset';
  /** Reviews that a pull request needs; `null` when pushes need no pull request. */
  reviews: number | null;
  checks: string[];
  forcePushes: boolean;
}

/** What people set up on GitHub's settings pages, beside environments and hooks. */
export interface RepositorySettings {
  rules: BranchRule[];
  variables: Record<string, string>;
  /** Names; their values can't be read. */
  secrets: string[];
  /** By name of the environment. */
  environmentVariables: Record<string, Record<string, string>>;
  environmentSecrets: Record<string, string[]>;
  /** Where GitHub Pages comes from; `null` when it is off. */
  pages: 'workflow' | 'legacy' | null;
}
