import type { Intent } from 'backstage-plugin-release-flow-common';
import type { ReleaseRecord } from '../../database/records';
import { placeProblem } from '../tagPlace';
import { blocked, waiting, type Verdict } from './result';

/** What ran before may run again, wherever its branch went. */
const GOES_AGAIN: Intent[] = ['rollback', 'redeploy'];

/** What a tag names goes nowhere while no branch of the flow holds it. */
export function judgePlace(
  title: string,
  release: ReleaseRecord | undefined,
  intent: Intent,
): Verdict | undefined {
  if (!release?.place || GOES_AGAIN.includes(intent)) return undefined;
  const { place, tag } = release;
  if (place.heads === null && !place.branch) {
    return waiting(
      title,
      'not-read',
      `Which branch has the commit of ${tag} was not read yet.`,
    );
  }
  const problem = placeProblem(release);
  return problem ? blocked(title, problem.code, problem.message) : undefined;
}
