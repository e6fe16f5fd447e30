import { Fragment } from 'react';
import { ButtonIcon, DialogTrigger, Popover } from '@backstage/ui';
import { RiInformationLine } from '@remixicon/react';
import type { EnvironmentState } from 'backstage-plugin-release-flow-common';
import { capitalise } from '../../lib/text';
import { External, Person } from '../common';
import { LastDrill } from './LastDrill';
import { Truths } from './Truths';
import styles from './Truths.module.css';

/** What the environment is for, who has access, and every truth about what runs there. */
export function EnvironmentDetails(props: { environment: EnvironmentState }) {
  const { environment } = props;
  const { title, purpose, access, about, target, links } = environment;
  const { lastDrill } = environment;
  const words = Object.entries(about).filter(([, text]) => text);
  return (
    <DialogTrigger>
      <ButtonIcon
        variant="tertiary"
        size="small"
        icon={<RiInformationLine />}
        aria-label={`Details of ${title}`}
      />
      <Popover placement="bottom end" aria-label={`Details of ${title}`}>
        <div className={styles.details}>
          <h4 className={styles.title}>{title}</h4>
          {purpose && <p className={styles.purpose}>{purpose}</p>}
          <Truths environment={environment} />
          <dl className={styles.truths}>
            <dt>Target</dt>
            <dd>
              {target.name}
              <div className={styles.source}>
                {target.type === 'group' ? 'deployed as one' : target.type}
              </div>
            </dd>
            {words.map(([name, text]) => (
              <Fragment key={name}>
                <dt>{capitalise(name)}</dt>
                <dd>{text}</dd>
              </Fragment>
            ))}
            {access.length > 0 && (
              <>
                <dt>Access</dt>
                <dd>
                  {access.map((who, index) => (
                    <Fragment key={who}>
                      {index > 0 && ', '}
                      <Person actor={who} />
                    </Fragment>
                  ))}
                </dd>
              </>
            )}
            {lastDrill && (
              <>
                <dt>Last drill</dt>
                <dd>
                  <LastDrill drill={lastDrill} />
                </dd>
              </>
            )}
            {links.length > 0 && (
              <>
                <dt>Links</dt>
                <dd className={styles.value}>
                  {links.map(link => (
                    <External key={link.title} url={link.url}>
                      {link.title}
                    </External>
                  ))}
                </dd>
              </>
            )}
          </dl>
        </div>
      </Popover>
    </DialogTrigger>
  );
}
