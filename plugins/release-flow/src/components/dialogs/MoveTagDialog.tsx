import { useState } from 'react';
import { toError } from '@backstage/errors';
import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Flex, Radio, RadioGroup } from '@backstage/ui';
import type {
  ReleaseView,
  TagMove,
} from 'backstage-plugin-release-flow-common';
import { releaseFlowApiRef } from '../../api';
import { useAct } from '../../hooks/useAct';
import { errorMessage } from '../../lib/errors';
import { useService } from '../EntityReleases/serviceContext';
import { ActDialog } from './ActDialog';
import { ReasonField } from './ReasonField';
import styles from './Dialog.module.css';

const short = (sha: string | null) => sha?.slice(0, 7) ?? 'nothing';

/** Puts a tag back where its version was verified; first it shows what that means. */
export function MoveTagDialog(props: {
  release: ReleaseView;
  onClose: () => void;
}) {
  const { release, onClose } = props;
  const api = useApi(releaseFlowApiRef);
  const { service, refresh } = useService();
  const [reason, setReason] = useState('');
  const [way, setWay] = useState<'move' | 'rerun'>('move');
  const [shown, setShown] = useState<TagMove>();
  const [trouble, setTrouble] = useState<string>();
  const tag = release.tags?.at(-1) ?? release.tag;
  const rerun = way === 'rerun';
  const request = { reason, ...(rerun && { rerun }) };
  const look = async () => {
    setTrouble(undefined);
    try {
      setShown(await api.moveTag(service.ref, tag, request));
    } catch (error) {
      setTrouble(errorMessage(toError(error)));
    }
  };
  const { state, act } = useAct({
    send: async idempotencyKey => {
      const { operation } = await api.moveTag(service.ref, tag, {
        ...request,
        confirm: shown!.from!,
        idempotencyKey,
      });
      return operation!;
    },
    done: rerun ? `Running again what ${tag} started` : `Moving ${tag}`,
    onDone: () => {
      refresh();
      onClose();
    },
  });
  const isShort = reason.trim().length < 3;
  let blocked: string | undefined;
  if (isShort) blocked = 'Give a reason.';
  else if (!shown) blocked = 'Look at what it means first.';
  else if (shown.refusals.length > 0) blocked = shown.refusals[0].message;
  return (
    <ActDialog
      title={`Put back the tag ${tag}`}
      confirm={rerun ? 'Run again' : 'Move the tag'}
      blocked={blocked}
      state={state}
      onConfirm={act}
      onClose={onClose}
    >
      <RadioGroup
        label="How"
        value={way}
        onChange={value => {
          setWay(value as typeof way);
          setShown(undefined);
        }}
      >
        <Radio value="move">
          Move it to the commit that was verified for {release.version}
        </Radio>
        <Radio value="rerun">Leave it, and run again what it started</Radio>
      </RadioGroup>
      <ReasonField
        isRequired
        value={reason}
        onChange={setReason}
        description="Kept in the audit, with both commits."
      />
      {shown ? <Meaning move={shown} isRerun={rerun} /> : null}
      {trouble ? <p role="alert">{trouble}</p> : null}
      <Flex>
        <Button variant="secondary" isDisabled={isShort} onPress={look}>
          Show what it means
        </Button>
      </Flex>
    </ActDialog>
  );
}

function Meaning({ move, isRerun }: { move: TagMove; isRerun: boolean }) {
  const { tag, from, to, environments, runs, refusals } = move;
  const where = environments.map(({ title }) => title).join(' and ');
  return (
    <div className={styles.text} role="status">
      <p>
        {tag} stands on <code>{short(from)}</code>
        {isRerun ? '.' : null}
        {isRerun ? null : (
          <>
            {' '}
            and would stand on <code>{short(to)}</code>.
          </>
        )}{' '}
        It deploys {where}.
      </p>
      {isRerun && runs.length > 0 ? (
        <ul>
          {runs.map(({ id, workflow, url }) => (
            <li key={id}>
              <a href={url} target="_blank" rel="noreferrer">
                {workflow}
              </a>
            </li>
          ))}
        </ul>
      ) : null}
      {refusals.map(({ code, message }) => (
        <p key={code}>{message}</p>
      ))}
    </div>
  );
}
