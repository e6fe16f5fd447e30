import { ButtonIcon } from '@backstage/ui';
import { RiArrowDownSLine, RiArrowRightSLine } from '@remixicon/react';
import type { ReleaseView } from 'backstage-plugin-release-flow-common';
import { artifactId, plural } from '../../lib/text';
import {
  Ago,
  External,
  Id,
  Notes,
  Person,
  Pill,
  TableCell,
  TableRow,
  tableStyles as styles,
} from '../common';
import { ReleaseAction } from './ReleaseAction';
import { useService } from './serviceContext';

const changesText = (changes: NonNullable<ReleaseView['changes']>) =>
  [
    plural(changes.commits, 'commit'),
    changes.infrastructure > 0 && 'infra touched',
    changes.migrations > 0 && plural(changes.migrations, 'migration'),
  ]
    .filter(Boolean)
    .join(', ');

/** What it is known by beside its label. */
function Names({ release }: { release: ReleaseView }) {
  return (
    <>
      {release.branch && !release.tag.startsWith(`${release.branch}@`) && (
        <Pill>{release.branch}</Pill>
      )}
      {release.tags
        .filter(tag => tag !== release.tag)
        .map(tag => (
          <Pill key={tag}>{tag}</Pill>
        ))}
    </>
  );
}

function Problem({ problem }: Pick<ReleaseView, 'problem'>) {
  if (!problem) return null;
  const isWaiting = problem.code === 'waiting-for-image';
  return (
    <Pill tone={isWaiting ? 'info' : 'negative'} title={problem.message}>
      {isWaiting ? 'waiting for its image' : problem.code.replaceAll('-', ' ')}
    </Pill>
  );
}

function ReleaseMarks({ release }: { release: ReleaseView }) {
  return (
    <>
      <Names release={release} />
      {release.state === 'draft' && <Pill tone="info">draft</Pill>}
      {release.state === 'prerelease' && <Pill tone="info">prerelease</Pill>}
      {release.latest && <Pill tone="positive">latest</Pill>}
      {release.critical && (
        <Pill tone="warning" title={release.critical.reason}>
          critical
        </Pill>
      )}
      {release.rejected && (
        <span className={styles.cap}>
          <Pill tone="negative" title={release.rejected.reason}>
            rejected: {release.rejected.reason}
          </Pill>
        </span>
      )}
      <Problem problem={release.problem} />
    </>
  );
}

/** Who marked it, when and why. */
function Marks({ release }: { release: ReleaseView }) {
  const marks = [
    { word: 'Rejected', mark: release.rejected },
    { word: 'Marked as critical', mark: release.critical },
  ];
  return (
    <>
      {marks.map(
        ({ word, mark }) =>
          mark && (
            <p key={word}>
              {word} by <Person actor={mark.by} /> <Ago at={mark.at} />: “
              {mark.reason}”
            </p>
          ),
      )}
    </>
  );
}

export function ReleaseRow(props: {
  release: ReleaseView;
  isOpen: boolean;
  onToggle: () => void;
}) {
  const { release, isOpen, onToggle } = props;
  const { service } = useService();
  const digest = artifactId(release.artifact);
  const where = service.environments.filter(({ id }) =>
    release.environments.includes(id),
  );
  return (
    <>
      <TableRow data-testid={`release-${release.tag}`}>
        <TableCell>
          <span className={styles.disclosed}>
            <ButtonIcon
              size="small"
              variant="tertiary"
              icon={isOpen ? <RiArrowDownSLine /> : <RiArrowRightSLine />}
              aria-expanded={isOpen}
              aria-label={`Notes of ${release.tag}`}
              onPress={onToggle}
            />
            <span className={`${styles.main} ${styles.oneLine}`}>
              <External url={release.url}>{release.tag}</External>
              <ReleaseMarks release={release} />
            </span>
          </span>
        </TableCell>
        <TableCell data-label="Artifact" data-empty={!digest}>
          {digest && <Id id={digest} />}
        </TableCell>
        <TableCell
          data-label="Where"
          data-empty={release.environments.length === 0}
        >
          <span className={styles.inline}>
            {where.map(({ id, title }) => (
              <Pill key={id}>{title}</Pill>
            ))}
          </span>
        </TableCell>
        <TableCell
          data-label={release.state === 'build' ? 'Committed' : 'Published'}
        >
          <span className={styles.nowrap}>
            {release.publishedAt || release.state === 'build' ? (
              <Ago at={release.publishedAt ?? release.createdAt} />
            ) : (
              <span className={styles.secondary}>
                drafted <Ago at={release.createdAt} />
              </span>
            )}
          </span>
        </TableCell>
        <TableCell
          data-label="Changes"
          data-empty={!release.changes && release.state !== 'build'}
        >
          <span className={styles.secondary}>
            {release.state === 'build'
              ? release.name
              : release.changes && changesText(release.changes)}
          </span>
        </TableCell>
        <TableCell className={styles.end}>
          <span className={styles.actions}>
            <ReleaseAction release={release} />
          </span>
        </TableCell>
      </TableRow>
      {isOpen && (
        <TableRow data-detail>
          <TableCell colSpan={6}>
            {release.problem && <p>{release.problem.message}</p>}
            <Marks release={release} />
            <Notes text={release.notes} />
          </TableCell>
        </TableRow>
      )}
    </>
  );
}
