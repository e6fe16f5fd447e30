import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Alert } from '@backstage/ui';
import { releaseFlowApiRef, type ReleaseFlowApi } from '../../api';
import { useAct } from '../../hooks/useAct';
import { Sentence } from '../common';
import {
  useService,
  type DialogRequest,
} from '../EntityReleases/serviceContext';
import { Truths } from '../EntityReleases/Truths';
import { ActDialog } from './ActDialog';
import { ReasonField } from './ReasonField';
import styles from './Dialog.module.css';

export type NoteRequest = Extract<
  DialogRequest,
  {
    kind:
      | 'hold'
      | 'end-hold'
      | 'adopt'
      | 'reject'
      | 'accept'
      | 'critical'
      | 'not-critical';
  }
>;

interface Note {
  act: string;
  text: string;
  done: string;
  needsReason: boolean;
  destructive?: boolean;
  send: (
    api: ReleaseFlowApi,
    service: string,
    reason: string,
  ) => Promise<{ message?: string }>;
}

function noteOf(request: NoteRequest): Note {
  switch (request.kind) {
    case 'hold': {
      const { id, title } = request.environment;
      return {
        act: `Hold automation in ${title}`,
        text: 'Nothing is deployed here by itself until the hold ends. People can still promote and roll back.',
        done: `Automation is held in ${title}`,
        needsReason: true,
        send: (api, service, reason) => api.hold(service, id, reason),
      };
    }
    case 'end-hold': {
      const { id, title } = request.environment;
      return {
        act: `End the hold in ${title}`,
        text: 'What is deployed here automatically is deployed again from now on.',
        done: `Automation goes on in ${title}`,
        needsReason: false,
        send: (api, service) => api.hold(service, id, undefined),
      };
    }
    case 'adopt': {
      const { id, title } = request.environment;
      return {
        act: `Adopt what runs in ${title}`,
        text: 'What the target is set to is recorded as what should run here, as adopted and not verified by us. Nothing is deployed; the difference ends.',
        done: `What runs in ${title} is adopted`,
        needsReason: true,
        send: (api, service, reason) => api.adopt(service, id, reason),
      };
    }
    case 'reject': {
      const { id, tag } = request.release;
      return {
        act: `Reject ${tag}`,
        text: 'Its artifact is not promoted any more, under whatever tag. Where it runs it stays.',
        done: `${tag} is rejected`,
        needsReason: true,
        destructive: true,
        send: async (api, service, reason) => {
          await api.reject(service, id, reason);
          return {};
        },
      };
    }
    case 'critical': {
      const { id, tag } = request.release;
      return {
        act: `Mark ${tag} as critical`,
        text: 'Where the flow asks for it, a critical release needs more approvals. Promotions that wait are judged anew.',
        done: `${tag} is marked as critical`,
        needsReason: true,
        send: async (api, service, reason) => {
          await api.critical(service, id, reason);
          return {};
        },
      };
    }
    case 'not-critical': {
      const { id, tag } = request.release;
      return {
        act: `Take the mark critical from ${tag}`,
        text: 'It needs the usual approvals again. Promotions that wait are judged anew.',
        done: `${tag} is no longer critical`,
        needsReason: false,
        send: async (api, service) => {
          await api.critical(service, id, undefined);
          return {};
        },
      };
    }
    default: {
      const { id, tag } = request.release;
      return {
        act: `Take back the rejection of ${tag}`,
        text: 'It can be promoted again.',
        done: `${tag} is no longer rejected`,
        needsReason: false,
        send: async (api, service) => {
          await api.reject(service, id, undefined);
          return {};
        },
      };
    }
  }
}

/** Acts that write something down and deploy nothing. */
export function NoteDialog(props: {
  request: NoteRequest;
  onClose: () => void;
}) {
  const { request, onClose } = props;
  const api = useApi(releaseFlowApiRef);
  const { service, refresh } = useService();
  const [reason, setReason] = useState('');
  const note = noteOf(request);
  const { state, act } = useAct({
    send: () => note.send(api, service.ref, reason.trim()),
    done: note.done,
    onDone: () => {
      refresh();
      onClose();
    },
  });
  return (
    <ActDialog
      title={note.act}
      confirm={note.act}
      blocked={
        note.needsReason && reason.trim().length < 3 ? 'Say why.' : undefined
      }
      destructive={note.destructive}
      state={state}
      onConfirm={act}
      onClose={onClose}
    >
      {request.kind === 'adopt' && request.environment.drift && (
        <>
          <Alert
            status="warning"
            icon
            title={<Sentence text={request.environment.drift.message} />}
          />
          <Truths environment={request.environment} />
        </>
      )}
      <p className={styles.text}>{note.text}</p>
      {note.needsReason && (
        <ReasonField isRequired value={reason} onChange={setReason} />
      )}
    </ActDialog>
  );
}
