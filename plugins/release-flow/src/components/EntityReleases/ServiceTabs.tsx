import { useState } from 'react';
import { Tab, TabList, TabPanel, Tabs, VisuallyHidden } from '@backstage/ui';
import { DoctorPanel } from '../Doctor';
import { FlowDocument } from '../FlowDocument';
import { InfrastructureTab, RunbooksTab } from '../Operations';
import { RuntimePanel } from '../Runtime';
import { hasBuilds } from '../../lib/environment';
import { HistoryPanel } from './HistoryPanel';
import { ReleaseDocs } from './ReleaseDocs';
import { ReleasesPanel } from './ReleasesPanel';
import { useService } from './serviceContext';
import styles from './EntityReleases.module.css';

/** The lists below the environments. */
export function ServiceTabs() {
  const { service } = useService();
  const [tab, setTab] = useState('releases');
  return (
    <section aria-label="Details" className={styles.tabs}>
      <VisuallyHidden>
        <h2>Releases, history, docs and operations</h2>
      </VisuallyHidden>
      <Tabs selectedKey={tab} onSelectionChange={key => setTab(String(key))}>
        <div className={styles.tabScroll}>
          <TabList aria-label="Details" className={styles.tabList}>
            <Tab id="releases">Releases</Tab>
            <Tab id="history">History</Tab>
            <Tab id="runtime">Runtime</Tab>
            <Tab id="docs">Release docs</Tab>
            <Tab id="infrastructure">Infrastructure</Tab>
            <Tab id="runbooks">Runbooks</Tab>
            <Tab id="doctor">Doctor</Tab>
          </TabList>
        </div>
        <TabPanel id="releases" className={styles.panel}>
          <ReleasesPanel />
          {hasBuilds(service) && (
            <>
              <h3 className={styles.subhead}>Builds of branches</h3>
              <ReleasesPanel kind="build" />
            </>
          )}
        </TabPanel>
        <TabPanel id="history" className={styles.panel}>
          <HistoryPanel />
        </TabPanel>
        <TabPanel id="runtime" className={styles.panel}>
          <RuntimePanel />
        </TabPanel>
        <TabPanel id="docs" className={styles.panel}>
          <div className={styles.stack}>
            <ReleaseDocs />
            {service.flow && (
              <FlowDocument flow={service.flow} service={service.ref} />
            )}
          </div>
        </TabPanel>
        <TabPanel id="infrastructure" className={styles.panel}>
          <InfrastructureTab />
        </TabPanel>
        <TabPanel id="runbooks" className={styles.panel}>
          <RunbooksTab />
        </TabPanel>
        <TabPanel id="doctor" className={styles.panel}>
          <DoctorPanel />
        </TabPanel>
      </Tabs>
    </section>
  );
}
