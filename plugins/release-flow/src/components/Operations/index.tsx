import { lazy, Suspense, type ComponentProps } from 'react';
import { SkeletonCard } from '../common';

export type { OperationRequest } from './operationRequest';

const Infrastructure = lazy(() => import('./InfrastructureTab'));
const Runbooks = lazy(() => import('./RunbooksTab'));
const Dialogs = lazy(() => import('./OperationDialog'));

/** Fetched when the tab is opened. */
export function InfrastructureTab() {
  return (
    <Suspense fallback={<SkeletonCard lines={6} />}>
      <Infrastructure />
    </Suspense>
  );
}

/** Fetched when the tab is opened. */
export function RunbooksTab() {
  return (
    <Suspense fallback={<SkeletonCard lines={6} />}>
      <Runbooks />
    </Suspense>
  );
}

/** Fetched when the first one is opened. */
export function OperationDialog(props: ComponentProps<typeof Dialogs>) {
  return (
    <Suspense fallback={null}>
      <Dialogs {...props} />
    </Suspense>
  );
}
