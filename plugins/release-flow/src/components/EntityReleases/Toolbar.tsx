import { Button } from '@backstage/ui';
import { RiGitBranchLine, RiRocketLine } from '@remixicon/react';
import { Ago, External } from '../common';
import { standstill, useService } from './serviceContext';
import styles from './EntityReleases.module.css';

/** Which flow and repository this is about, and what can be started here. */
export function Toolbar() {
  const { service, open } = useService();
  const { release, repository, flow } = service;
  const stopped = standstill(service);
  const mayTry = service.environments.some(({ can }) => can.ephemeral);
  return (
    <div className={styles.toolbar}>
      <div className={styles.facts}>
        {flow && (
          <span>
            Flow <b>{flow.title}</b>, revision {flow.revision.slice(0, 7)}
          </span>
        )}
        {repository && (
          <span>
            <External url={repository.url}>{repository.slug}</External>
            {repository.reading.at && (
              <>
                {' '}
                read <Ago at={repository.reading.at} />
              </>
            )}
            {repository.reading.error && (
              <span className={styles.warning}>
                {' '}
                ({repository.reading.error})
              </span>
            )}
          </span>
        )}
      </div>
      <div className={styles.actions}>
        {release.ephemeralWorkflow && (
          <Button
            variant="secondary"
            iconStart={<RiGitBranchLine />}
            isDisabled={Boolean(stopped) || !mayTry}
            onPress={() => open({ kind: 'ephemeral' })}
          >
            Try a branch…
          </Button>
        )}
        {release.workflow && (
          <Button
            variant="secondary"
            iconStart={<RiRocketLine />}
            isDisabled={Boolean(stopped) || !release.canRun}
            onPress={() => open({ kind: 'release' })}
          >
            Run Release…
          </Button>
        )}
      </div>
    </div>
  );
}
