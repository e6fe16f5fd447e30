import type { ServiceState } from 'backstage-plugin-release-flow-common';
import type { ReleaseRecord } from '../../database';
import type { Binding } from '../../policy/binding';

/**
 * Urgent fixes that production has and the branch that everybody goes on from has not. Who may not
 * see what runs there has to bring the fix back all the same.
 */
export function remindersOf(
  { environments, repository }: Binding,
  releases: ReleaseRecord[],
  mayRead: (environment: string) => boolean,
): ServiceState['reminders'] {
  return releases.flatMap(({ backport, branch, tag }) => {
    if (!backport || backport.how) return [];
    const { into, environment, at } = backport;
    const title =
      environments.find(({ id }) => id === environment)?.title ?? environment;
    const runs = mayRead(environment) ? `runs in ${title} and ` : '';
    return [
      {
        code: 'backport' as const,
        label: tag,
        since: at,
        message: `The fix of ${branch} ${runs}is not in ${into}. Merge it or cherry-pick it there, or the next release loses it.`,
        url: `${repository.url}/compare/${into}...${encodeURIComponent(branch ?? '')}`,
      },
    ];
  });
}
