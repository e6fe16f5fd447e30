import { findEnvironment } from '../actions/environmentGate';
import type { Cloud } from '../cloud';
import type { Environment, Repository } from '../state/githubModel';

/** GitHub makes an environment when a job or deployment first names it. */
export function ensureEnvironment(
  cloud: Cloud,
  repo: Repository,
  name: string,
): Environment {
  const known = findEnvironment(repo, name);
  if (known) return known;
  const made: Environment = {
    id: cloud.nextId(),
    name,
    createdAt: cloud.now(),
    reviewers: [],
    preventSelfReview: false,
    waitMinutes: 0,
    branches: [],
    tags: [],
  };
  repo.environments.push(made);
  return made;
}
