import { Navigate, Route, Routes } from 'react-router-dom';
import { PluginHeader } from '@backstage/ui';
import { RiGitMergeLine } from '@remixicon/react';
import { useLinks } from '../hooks/useLinks';
import { FreezesPage } from './Freezes';
import { DecisionsPage, EnvironmentsPage } from './OverviewPage';
import { PromotionPage } from './PromotionPage';

/** What the new frontend system's framework draws around the pages. */
export function LegacyReleaseFlowPage() {
  const root = useLinks().overview ?? '';
  const tab = (id: string, label: string) => ({
    id,
    label,
    href: `${root}/${id}`,
    matchStrategy: 'prefix' as const,
  });
  return (
    <>
      <PluginHeader
        title="Release flow"
        titleLink={root}
        icon={<RiGitMergeLine />}
        tabs={[
          tab('environments', 'Environments'),
          tab('decisions', 'My decisions'),
          tab('freezes', 'Freezes'),
        ]}
      />
      <Routes>
        <Route path="environments" element={<EnvironmentsPage />} />
        <Route path="decisions" element={<DecisionsPage />} />
        <Route path="freezes" element={<FreezesPage />} />
        <Route path="promotions/:id" element={<PromotionPage />} />
        <Route path="*" element={<Navigate to="environments" replace />} />
      </Routes>
    </>
  );
}
