import { Box, Button, Link, VisuallyHidden } from '@backstage/ui';
import { RiEyeLine } from '@remixicon/react';
import type { EnvironmentState } from 'backstage-plugin-release-flow-common';
import { useLinks } from '../../hooks/useLinks';
import { describeState } from '../../lib/states';
import { labelOf } from '../../lib/environment';
import { artifactId } from '../../lib/text';
import { Ago, External, HealthPill, Id, Span } from '../common';
import { EnvironmentDetails } from './EnvironmentDetails';
import { EnvironmentMarks, EnvironmentSince } from './EnvironmentFacts';
import { EnvironmentMenu } from './EnvironmentMenu';
import { EnvironmentParts } from './EnvironmentParts';
import { DrillLine } from './LastDrill';
import { standstill, useService } from './serviceContext';
import { WithheldCard } from './WithheldCard';
import styles from './EnvironmentGraph.module.css';

function Identity({ environment }: { environment: EnvironmentState }) {
  const { ephemeral, recorded, observed } = environment;
  const id = artifactId(
    recorded?.artifact ?? observed.running ?? observed.configured,
  );
  const commit = ephemeral?.commit ?? recorded?.commit;
  return (
    <div className={styles.identity}>
      {id && <Id id={id} />}
      {commit && commit !== id && <Id id={commit} />}
    </div>
  );
}

/** Age of what is shown, or since when it can't be read. */
function Seen({ environment }: { environment: EnvironmentState }) {
  const { reading } = environment.observed;
  if (reading.error) {
    return (
      <span className={styles.seenProblem} title={reading.error}>
        {reading.at ? (
          <>
            not read since <Ago at={reading.at} />
          </>
        ) : (
          'not read yet'
        )}
        : {reading.error}
      </span>
    );
  }
  return (
    <span className={styles.seen}>
      {reading.at ? (
        <>
          <RiEyeLine aria-hidden size={14} />
          <VisuallyHidden>seen</VisuallyHidden>
          <Span since={reading.at} />
          <span className={styles.seenWord}>ago</span>
        </>
      ) : (
        'not seen yet'
      )}
    </span>
  );
}

/** A promotion here that no path shows: a rollback, a restore, a branch. */
function OpenPromotion({ environment }: { environment: EnvironmentState }) {
  const { service } = useService();
  const links = useLinks();
  const open = environment.openPromotion;
  if (!open || service.paths.some(path => path.promotionId === open.id)) {
    return null;
  }
  const { label } = describeState(open.state);
  return (
    <div className={styles.open}>
      <Link href={links.promotion(open.id)} weight="bold" variant="body-small">
        {open.label}: {label.toLocaleLowerCase('en-US')}
      </Link>
      {open.state === 'waiting' && open.gatesTotal > 0 && (
        <span className={styles.secondary}>
          {open.gatesPassed} of {open.gatesTotal} gates passed
        </span>
      )}
    </div>
  );
}

export function EnvironmentCard(props: { environment: EnvironmentState }) {
  const { environment } = props;
  const { service, open } = useService();
  const label = labelOf(environment);
  const { restore, can } = environment;
  const urls = Object.entries(environment.urls);
  const isDisabled = Boolean(standstill(service));
  if (environment.withheld) return <WithheldCard environment={environment} />;
  return (
    <Box
      as="article"
      bg="neutral"
      className={styles.card}
      data-testid={`environment-${environment.id}`}
      data-ephemeral={environment.ephemeral ? 'true' : undefined}
      aria-label={`Environment ${environment.id}`}
    >
      <div className={styles.cardHead}>
        <h3 className={styles.cardTitle}>{environment.title}</h3>
        {!environment.tier.startsWith(
          environment.title.toLocaleLowerCase('en-US'),
        ) && (
          <span className={styles.tier} title={environment.tier}>
            {environment.tier}
          </span>
        )}
        <span className={styles.grow} />
        <HealthPill health={environment.observed.health} />
      </div>
      <div className={styles.versionRow}>
        <div
          className={label ? styles.version : styles.versionNone}
          data-testid="environment-label"
          title={label}
          data-long={label && label.length > 10 ? 'true' : undefined}
        >
          {label ??
            (environment.observed.reading.at ? 'Nothing yet' : 'Not read yet')}
        </div>
        <EnvironmentDetails environment={environment} />
      </div>
      <Identity environment={environment} />
      <EnvironmentParts environment={environment} />
      <EnvironmentMarks environment={environment} />
      <EnvironmentSince environment={environment} />
      <DrillLine environment={environment} />
      {urls.length > 0 && (
        <div className={styles.urls}>
          {urls.map(([title, url]) => (
            <External
              key={title}
              url={url}
              label={`${title} of ${environment.title}`}
            >
              {title}
            </External>
          ))}
        </div>
      )}
      <OpenPromotion environment={environment} />
      <div className={styles.grow} />
      <div className={styles.cardFoot}>
        <Seen environment={environment} />
        <span className={styles.cardActions}>
          {environment.ephemeral && restore && (
            <Button
              variant="secondary"
              size="small"
              isDisabled={isDisabled || !(can.rollback || can.promote)}
              aria-label={`Restore ${restore.label} in ${environment.id}`}
              onPress={() => open({ kind: 'restore', environment })}
            >
              Restore…
            </Button>
          )}
          {environment.tier === 'production' && label && can.rollback && (
            <Button
              variant="secondary"
              size="small"
              isDisabled={isDisabled}
              aria-label={`Roll back ${environment.id}`}
              onPress={() => open({ kind: 'rollback', environment })}
            >
              Roll back…
            </Button>
          )}
          <EnvironmentMenu environment={environment} />
        </span>
      </div>
    </Box>
  );
}
