import { useState } from 'react';
import { Avatar, Button, VisuallyHidden } from '@backstage/ui';
import { RiArrowRightLine } from '@remixicon/react';
import type {
  Artifact,
  CommitView,
  Compare,
} from 'backstage-plugin-release-flow-common';
import { useLostCommits } from '../../hooks/useLostCommits';
import { artifactId, plural, webUrl } from '../../lib/text';
import { Ago } from './Ago';
import { External } from './External';
import { Id } from './Id';
import { Pill } from './Pill';
import styles from './Change.module.css';

type Side = { label: string; artifact: Artifact | null };

/** What runs now → what will. */
export function ChangeLine({ from, to }: { from: Side | null; to: Side }) {
  const before = from && artifactId(from.artifact);
  const after = artifactId(to.artifact);
  return (
    <div className={styles.line} data-testid="change">
      <span className={styles.side}>
        <span className={styles.version}>{from?.label ?? 'Nothing'}</span>
        {before && <Id id={before} />}
      </span>
      <RiArrowRightLine aria-hidden size={16} className={styles.arrow} />
      <VisuallyHidden>becomes</VisuallyHidden>
      <span className={styles.side}>
        <span className={styles.version}>{to.label}</span>
        {after && <Id id={after} />}
      </span>
    </div>
  );
}

const MARKS = {
  infrastructure: { label: 'infra', tone: 'warning' },
  migration: { label: 'migration', tone: 'warning' },
  breaking: { label: 'breaking', tone: 'negative' },
} as const;

function CommitRow({ commit }: { commit: CommitView }) {
  const title = commit.message.split('\n', 1)[0];
  return (
    <li className={styles.commit}>
      <Avatar
        src=""
        name={commit.author}
        size="x-small"
        title={commit.author}
      />
      <span className={styles.message}>
        {title}
        {commit.marks.map(mark => (
          <Pill key={mark} tone={MARKS[mark].tone}>
            {MARKS[mark].label}
          </Pill>
        ))}
      </span>
      <Id id={commit.sha} url={webUrl(commit.url)} />
    </li>
  );
}

const summaryOf = (compare: Compare) => {
  switch (compare.status) {
    case 'identical':
      return 'The same commit: nothing in the code changes.';
    case 'behind':
      return `Goes back by ${plural(compare.behind, 'commit')}${compare.commits.length > 0 ? '; these no longer run:' : '.'}`;
    case 'diverged':
      return `Brings ${plural(compare.ahead, 'commit')} and takes ${plural(compare.behind, 'commit')} away.`;
    case 'not-read':
      return compare.message ?? 'The commits in between could not be read.';
    default:
      return undefined;
  }
};

/** The commits in between, the first few at once. */
export function CommitList(props: {
  service: string;
  compare: Compare;
  first?: number;
}) {
  const { service, first = 5 } = props;
  const compare = useLostCommits(service, props.compare) ?? props.compare;
  const [all, setAll] = useState(false);
  const { commits } = compare;
  const shown = all ? commits : commits.slice(0, first);
  const summary = summaryOf(compare);
  const total = Math.max(compare.ahead, compare.behind, commits.length);
  const hidden = commits.length - shown.length;
  return (
    <>
      {summary && <p className={styles.note}>{summary}</p>}
      {shown.length > 0 && (
        <ul className={styles.commits} aria-label="Commits">
          {shown.map(commit => (
            <CommitRow key={commit.sha} commit={commit} />
          ))}
        </ul>
      )}
      {total > 0 && (
        <div className={styles.foot}>
          {hidden > 0 ? (
            <Button
              className={styles.moreButton}
              size="small"
              variant="tertiary"
              onPress={() => setAll(true)}
            >
              {plural(hidden, 'more commit')}
            </Button>
          ) : (
            <span>
              {plural(total, 'commit')}
              {compare.files > 0 && ` in ${plural(compare.files, 'file')}`}
              {shown[0] && (
                <>
                  , newest <Ago at={shown[0].at} />
                </>
              )}
            </span>
          )}
          {compare.url && <External url={compare.url}>Compare</External>}
        </div>
      )}
    </>
  );
}
