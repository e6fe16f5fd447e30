import {
  Accordion,
  AccordionPanel,
  AccordionTrigger,
  Alert,
} from '@backstage/ui';
import type { EnvironmentRuntime } from 'backstage-plugin-release-flow-common';
import { plural } from '../../lib/text';
import type { Tone } from '../../lib/states';
import { Ago, External, Pill, Sentence } from '../common';
import { Findings } from './Findings';
import { RuntimeFacts } from './RuntimeFacts';
import { SettingsTable } from './SettingsTable';
import styles from './Runtime.module.css';

type Props = { environment: EnvironmentRuntime };

const SEVERITIES = ['error', 'warning', 'info'] as const;
const TONES: Record<(typeof SEVERITIES)[number], Tone> = {
  error: 'negative',
  warning: 'warning',
  info: 'neutral',
};

/** How many run, and how many of them well where the platform says that of each. */
function Instances(props: {
  instances: NonNullable<EnvironmentRuntime['runtime']>['instances'];
}) {
  const { length } = props.instances;
  const count = (status: string) =>
    props.instances.filter(({ health }) => health === status).length;
  if (length > 0 && count('unknown') === length) {
    return <Pill>{plural(length, 'instance')}</Pill>;
  }
  const well = count('healthy');
  return (
    <Pill tone={well === length && well > 0 ? 'positive' : 'warning'}>
      {well} of {plural(length, 'instance')} well
    </Pill>
  );
}

/** What is odd, in a word each; nothing when all is as it should be. */
function Marks({ environment }: Props) {
  const { findings, settings, references, runtime, reading } = environment;
  const missing = settings.filter(
    ({ status, required }) => status === 'missing' && required,
  );
  const unresolved = references.filter(({ resolved }) => !resolved);
  return (
    <span className={styles.marks}>
      {runtime && <Instances instances={runtime.instances} />}
      {missing.length > 0 && (
        <Pill tone="negative">{plural(missing.length, 'setting')} missing</Pill>
      )}
      {unresolved.length > 0 && (
        <Pill tone="negative">
          {plural(unresolved.length, 'secret')} unresolved
        </Pill>
      )}
      {SEVERITIES.map(severity => {
        const count = findings.filter(
          it => it.severity === severity && it.code !== 'setting-missing',
        ).length;
        return count > 0 && severity !== 'info' ? (
          <Pill key={severity} tone={TONES[severity]}>
            {plural(count, severity)}
          </Pill>
        ) : null;
      })}
      {reading.error && <Pill tone="warning">Not read</Pill>}
    </span>
  );
}

function Age({ environment }: Props) {
  const { at, error, source } = environment.reading;
  if (error) {
    return (
      <Alert
        role="status"
        status="warning"
        icon
        title={
          at ? (
            <>
              Could not be read again; shown is what was read <Ago at={at} />
            </>
          ) : (
            'Could not be read yet'
          )
        }
        description={<Sentence text={error} />}
      />
    );
  }
  return (
    <p className={styles.secondary}>
      {at ? (
        <>
          {source}, read <Ago at={at} />
        </>
      ) : (
        `${source} is not read yet`
      )}
    </p>
  );
}

function Mirrors({ environment }: Props) {
  const { mirrors } = environment;
  if (!mirrors) return null;
  const { title, differences } = mirrors;
  if (differences === null) {
    return (
      <p className={styles.secondary}>
        Should be like {title}, which is not read yet.
      </p>
    );
  }
  return (
    <p className={styles.secondary}>
      {differences === 0
        ? `Is like ${title}, as it should be.`
        : `Should be like ${title}, and differs in ${plural(differences, 'thing')}.`}
    </p>
  );
}

/** One environment: how it runs, what is odd about it, its settings by name. */
export function EnvironmentRuntimePanel({ environment }: Props) {
  const { id, title, supported, runtime, links, runbooks } = environment;
  const pages = [...(runtime?.links ?? []), ...links];
  return (
    <Accordion id={id} data-testid={`runtime-${id}`}>
      <AccordionTrigger>
        <span className={styles.trigger}>
          <span className={styles.name}>{title}</span>
          <Marks environment={environment} />
        </span>
      </AccordionTrigger>
      <AccordionPanel>
        <div className={styles.stack}>
          {supported ? (
            <Age environment={environment} />
          ) : (
            <p className={styles.secondary}>
              Targets of the kind {environment.target.type} do not tell how they
              run.
            </p>
          )}
          <Mirrors environment={environment} />
          <Findings findings={environment.findings} />
          {runtime && <RuntimeFacts runtime={runtime} />}
          <SettingsTable environment={environment} />
          {pages.length > 0 && (
            <div className={styles.links}>
              {pages.map(({ title: page, url }) => (
                <External key={page + url} url={url}>
                  {page}
                </External>
              ))}
            </div>
          )}
          {runbooks.length > 0 && (
            <p className={styles.secondary}>
              Runbooks: {runbooks.map(runbook => runbook.title).join(', ')}
            </p>
          )}
        </div>
      </AccordionPanel>
    </Accordion>
  );
}
