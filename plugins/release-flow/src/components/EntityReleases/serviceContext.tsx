import { createContext, useContext } from 'react';
import type {
  EnvironmentState,
  ReleaseView,
  ServiceState,
} from 'backstage-plugin-release-flow-common';
import type { OperationRequest } from '../Operations/operationRequest';

/** A dialog a button or menu item asks for. */
export type DialogRequest =
  | {
      kind: 'promote';
      environment: EnvironmentState;
      release?: { id: string; label: string };
      from?: string;
    }
  | { kind: 'rollback'; environment: EnvironmentState; deployment?: string }
  | {
      kind: 'restore' | 'repair' | 'extend' | 'drill';
      environment: EnvironmentState;
    }
  | { kind: 'hold' | 'end-hold' | 'adopt'; environment: EnvironmentState }
  | {
      kind: 'reject' | 'accept' | 'critical' | 'not-critical';
      release: ReleaseView;
    }
  | { kind: 'ephemeral'; environment?: EnvironmentState }
  | {
      kind: 'publish' | 'notes' | 'changelog' | 'move-tag';
      release: ReleaseView;
    }
  | { kind: 'release' }
  | OperationRequest;

export interface ServiceContextValue {
  service: ServiceState;
  open: (request: DialogRequest) => void;
  refresh: () => void;
}

export const ServiceContext = createContext<ServiceContextValue | undefined>(
  undefined,
);

/** The service the tab is about. */
export function useService(): ServiceContextValue {
  const value = useContext(ServiceContext);
  if (!value) throw new Error('useService is used outside of a service');
  return value;
}

/** Why nothing may be done here at all, whoever asks. */
export function standstill(service: ServiceState): string | undefined {
  if (service.effects === 'disabled') return 'Effects are switched off';
  if (service.mode !== 'enforce') {
    return `The flow only ${service.mode === 'observe' ? 'observes' : 'advises'}`;
  }
  return undefined;
}
