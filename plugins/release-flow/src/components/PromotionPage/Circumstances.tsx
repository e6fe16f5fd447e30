import { Alert } from '@backstage/ui';
import { RiAlarmWarningLine } from '@remixicon/react';
import type { PromotionView } from 'backstage-plugin-release-flow-common';
import { useLastLook } from '../../hooks/useLastLook';
import { isOver } from '../../lib/states';
import { plural } from '../../lib/text';
import { Ago, Person, PlanChanges } from '../common';

function Emergency({ promotion }: { promotion: PromotionView }) {
  const { requestedBy, requestedAt, reason, gates, state } = promotion;
  const approvals = gates.find(({ type }) => type === 'approvals');
  const isUndecided = ['requested', 'waiting'].includes(state);
  return (
    <Alert
      status="danger"
      icon={<RiAlarmWarningLine aria-hidden />}
      data-testid="emergency"
      title="Emergency"
      description={
        <>
          Asked for by <Person actor={requestedBy} /> <Ago at={requestedAt} />
          {reason && <>: “{reason}”</>}.{' '}
          {isUndecided
            ? `The emergency groups may decide${approvals ? ` (${approvals.title})` : ''}; every other gate holds as always.`
            : 'It stays marked as an emergency in the history and the audit.'}
        </>
      }
    />
  );
}

/** The plan is another one than when people decided, or than the reader knows. */
function ChangedPlan({ promotion }: { promotion: PromotionView }) {
  const { id, planHash, planChange, decisions, state } = promotion;
  const known = useLastLook(id, planHash);
  const voided = decisions.filter(each => each.voided).length;
  const isNews = voided > 0 || known !== planHash;
  if (!planChange || isOver(state) || !isNews) return null;
  return (
    <Alert
      status="warning"
      icon
      data-testid="plan-changed"
      title={
        <>
          The plan changed <Ago at={planChange.at} />
        </>
      }
      description={
        <>
          {voided > 0
            ? `${plural(voided, 'decision')} given before ${voided === 1 ? 'is' : 'are'} void: people decide on exactly what will happen.`
            : 'What will happen is no longer what you saw.'}
          <PlanChanges change={planChange} />
        </>
      }
    />
  );
}

/** What makes this promotion unlike others. */
export function Circumstances({ promotion }: { promotion: PromotionView }) {
  return (
    <>
      {promotion.emergency && <Emergency promotion={promotion} />}
      <ChangedPlan key={promotion.id} promotion={promotion} />
    </>
  );
}
