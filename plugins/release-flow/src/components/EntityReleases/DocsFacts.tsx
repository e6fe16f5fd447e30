import type { Docs } from 'backstage-plugin-release-flow-common';
import type { Tone } from '../../lib/states';
import { capitalise } from '../../lib/text';
import { Ago, External, Id, Pill, Sentence } from '../common';
import styles from './ReleaseDocs.module.css';

const toneOf = (conclusion: string): Tone => {
  if (conclusion === 'success') return 'positive';
  if (conclusion === 'failure') return 'negative';
  return 'neutral';
};

/** Where the docs are, and for which release. */
export function DocsFacts({ docs }: { docs: Docs }) {
  return (
    <>
      <p className={styles.message}>
        <Sentence text={docs.message} />
      </p>
      <dl className={styles.facts}>
        {docs.site && (
          <>
            <dt>Site</dt>
            <dd>
              <External url={docs.site}>{docs.site}</External>
            </dd>
          </>
        )}
        {docs.published && (
          <>
            <dt>Published</dt>
            <dd>
              <b>{docs.published.label}</b> <Id id={docs.published.commit} />{' '}
              <External url={docs.published.url}>
                <Ago at={docs.published.at} />
              </External>
            </dd>
          </>
        )}
        {docs.lastBuild && (
          <>
            <dt>Last build</dt>
            <dd>
              <Pill tone={toneOf(docs.lastBuild.conclusion)}>
                {capitalise(docs.lastBuild.conclusion)}
              </Pill>{' '}
              <Id id={docs.lastBuild.commit} />{' '}
              <External url={docs.lastBuild.url}>
                <Ago at={docs.lastBuild.at} />
              </External>
            </dd>
          </>
        )}
        {docs.workflow && (
          <>
            <dt>Workflow</dt>
            <dd>
              <code>{docs.workflow}</code>
            </dd>
          </>
        )}
      </dl>
    </>
  );
}
