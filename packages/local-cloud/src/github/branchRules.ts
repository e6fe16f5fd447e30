import type { Repository } from '../state/githubModel';
import type { BranchRule } from '../state/settingsModel';
import { matchesRef } from './refPattern';

/** The classic protection of a branch; GitHub lets the exact name win. */
export function protectionOf(
  repo: Repository,
  branch: string,
): BranchRule | undefined {
  const rules = rulesOf(repo, branch, 'protection');
  return rules.find(({ pattern }) => pattern === branch) ?? rules[0];
}

/** Rulesets that name a branch; all of them count. */
export function rulesetsOf(repo: Repository, branch: string): BranchRule[] {
  return rulesOf(repo, branch, 'ruleset');
}

export function isProtected(repo: Repository, branch: string): boolean {
  return (
    protectionOf(repo, branch) !== undefined ||
    rulesetsOf(repo, branch).length > 0
  );
}

function rulesOf(repo: Repository, branch: string, by: BranchRule['by']) {
  return repo.settings.rules.filter(
    rule => rule.by === by && matchesRef(rule.pattern, branch),
  );
}
