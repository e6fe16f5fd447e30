import { useCallback, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { RiGitBranchLine, RiPriceTag3Line } from '@remixicon/react';
import { releaseFlowApiRef } from '../../api';
import { usePaged } from '../../hooks/usePaged';
import { hasBuilds } from '../../lib/environment';
import { DataTable, Empty, Failure, MoreRows, TableSkeleton } from '../common';
import { ReleaseRow } from './ReleaseRow';
import { useService } from './serviceContext';

const COLUMNS = {
  release: ['Release', 'Artifact', 'Where', 'Published', 'Changes', ''],
  build: ['Build', 'Artifact', 'Where', 'Committed', 'Changes', ''],
};

/** Releases, or builds of branches, newest first, with what may be done with each. */
export function ReleasesPanel({
  kind = 'release',
}: {
  kind?: 'release' | 'build';
}) {
  const api = useApi(releaseFlowApiRef);
  const { service } = useService();
  const [opened, setOpened] = useState<string>();
  const { live, items, more, isLoadingMore, moreError } = usePaged({
    key: `${service.ref} ${kind}`,
    service: service.ref,
    load: useCallback(
      (cursor, signal) =>
        api.releases(service.ref, { kind, cursor }, { signal }),
      [api, kind, service.ref],
    ),
    isBusy: () => service.operations.length > 0,
  });
  if (live.status === 'loading') return <TableSkeleton />;
  if (live.status === 'failed') {
    return (
      <Failure error={live.error} what="the releases" onRetry={live.refresh} />
    );
  }
  const reading = service.repository?.reading;
  if (items.length === 0 && reading && !reading.at) {
    return (
      <Empty icon={<RiPriceTag3Line aria-hidden />} title="Not read yet">
        {reading.error ??
          'The repository is being read for the first time. Its releases appear here.'}
      </Empty>
    );
  }
  if (items.length === 0 && kind === 'build') {
    return (
      <Empty icon={<RiGitBranchLine aria-hidden />} title="No builds yet">
        Commits of the branches that the flow names appear here.
      </Empty>
    );
  }
  // Where branches are what is released, their builds say it all.
  if (items.length === 0 && hasBuilds(service)) return null;
  if (items.length === 0) {
    return (
      <Empty icon={<RiPriceTag3Line aria-hidden />} title="No releases yet">
        {service.release.workflow
          ? 'Run Release builds the default branch, drafts a release with its digest and deploys it to the first environment.'
          : 'The first release in the repository appears here.'}
      </Empty>
    );
  }
  return (
    <DataTable
      label={kind === 'build' ? 'Builds of branches' : 'Releases'}
      columns={COLUMNS[kind]}
      foot={
        <MoreRows more={more} isLoading={isLoadingMore} error={moreError} />
      }
    >
      {items.map(release => (
        <ReleaseRow
          key={release.id}
          release={release}
          isOpen={opened === release.id}
          onToggle={() =>
            setOpened(opened === release.id ? undefined : release.id)
          }
        />
      ))}
    </DataTable>
  );
}
