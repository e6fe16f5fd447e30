import { Button } from '@backstage/ui';
import type { Docs } from 'backstage-plugin-release-flow-common';
import { ActionAlert, External, Panel, Sentence } from '../common';
import { standstill, useService } from '../EntityReleases/serviceContext';
import { RunFact, RunState } from './RunFact';
import { UnderWay } from './UnderWay';
import styles from './Operations.module.css';

/** Where the docs are, which release they reflect, and what keeps them from getting out. */
export function DocsPanel({ docs }: { docs: Docs }) {
  const { service, open } = useService();
  const { site, workflow, published, lastBuild, redOnMain, problem } = docs;
  const stopped = standstill(service) ?? docs.can.message ?? undefined;
  return (
    <Panel title="Published docs">
      <div className={styles.stack}>
        <p className={styles.lead}>
          <Sentence text={docs.message} />
        </p>
        {problem && (
          <ActionAlert
            status="danger"
            icon
            title="The docs do not get out"
            description={<Sentence text={problem.message} />}
            customActions={
              <External url={problem.url}>
                {problem.code === 'publication-failed'
                  ? 'Open the run'
                  : 'Open the settings'}
              </External>
            }
          />
        )}
        {redOnMain && (
          <ActionAlert
            status="warning"
            icon
            title="The docs do not build on the main branch"
            description="The next publication fails as well until that is mended."
            customActions={
              <External url={redOnMain.url}>Open the build</External>
            }
          />
        )}
        {workflow && (
          <dl className={styles.facts}>
            {site && (
              <>
                <dt>Site</dt>
                <dd>
                  <External url={site}>{site}</External>
                </dd>
              </>
            )}
            {published && (
              <>
                <dt>Reflects</dt>
                <dd>
                  <b>{published.label}</b> <RunFact run={published} />
                </dd>
              </>
            )}
            {lastBuild && (
              <>
                <dt>Last build</dt>
                <dd>
                  <RunState run={lastBuild} /> <RunFact run={lastBuild} />
                </dd>
              </>
            )}
            <dt>Workflow</dt>
            <dd>
              <code>{workflow}</code>
            </dd>
          </dl>
        )}
        {docs.open && (
          <div>
            <UnderWay operation={docs.open} />
          </div>
        )}
        {workflow && (
          <div className={styles.foot}>
            {stopped && <span className={styles.footNote}>{stopped}</span>}
            <Button
              size="small"
              variant="secondary"
              isDisabled={Boolean(stopped) || docs.open !== null}
              onPress={() => open({ kind: 'publish-docs', docs })}
            >
              Publish the docs…
            </Button>
          </div>
        )}
      </div>
    </Panel>
  );
}
