import { createContext, useContext, type ReactNode } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Accordion, AccordionPanel, AccordionTrigger } from '@backstage/ui';
import type {
  PromotionGuide,
  PromotionView,
} from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { useLive } from '../../hooks/useLive';
import { External, Panel, Sentence } from '../common';
import { CommandLines } from './CommandLines';
import { Logs } from './Logs';
import styles from './Guide.module.css';

type Props = { promotion: PromotionView };

const GuideContext = createContext<PromotionGuide | undefined>(undefined);

/** What goes with a promotion; nothing while it could not be read, since it only helps. */
export function GuideProvider(props: Props & { children: ReactNode }) {
  const { promotion, children } = props;
  const api = useApi(releaseFlowApiRef);
  const { id, kind, state, trouble } = promotion;
  const live = useLive<PromotionGuide | undefined>({
    key: `${id} ${state} ${Boolean(trouble)}`,
    promotion: id,
    load: async signal =>
      kind === 'promotion' ? api.guide(id, { signal }) : undefined,
    keepPrevious: true,
  });
  return (
    <GuideContext.Provider
      value={live.status === 'ready' ? live.data : undefined}
    >
      {children}
    </GuideContext.Provider>
  );
}

/** What to look at when it failed or stands still, the likeliest first. */
export function WhatToCheck() {
  const checks = useContext(GuideContext)?.checks ?? [];
  if (checks.length === 0) return null;
  return (
    <Panel title="What to check">
      <ol className={styles.checks}>
        {checks.map(({ id, title, detail, links }) => (
          <li key={id} data-check={id}>
            <b>{title}</b>
            {detail.split('\n').map(line => (
              <div key={line} className={styles.detail}>
                <Sentence text={line} />
              </div>
            ))}
            {links.length > 0 && (
              <div className={styles.links}>
                {links.map(link => (
                  <External key={link.url} url={link.url}>
                    {link.title}
                  </External>
                ))}
              </div>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** The same by hand, and the log: for who wants to look closer. */
export function ByHand({ promotion }: Props) {
  const guide = useContext(GuideContext);
  if (!guide) return null;
  const { commands, logs } = guide;
  return (
    <Panel title="Look closer">
      {commands.length > 0 && (
        <Accordion className={styles.commands}>
          <AccordionTrigger title="The same by hand" />
          <AccordionPanel>
            {commands.map(({ step, title, lines }) => (
              <section key={step} className={styles.step}>
                <h4>
                  <Sentence
                    text={
                      promotion.steps.find(({ id }) => id === step)?.title ??
                      title
                    }
                  />
                </h4>
                <CommandLines lines={lines} />
              </section>
            ))}
          </AccordionPanel>
        </Accordion>
      )}
      <Logs promotion={promotion} may={logs} />
    </Panel>
  );
}
