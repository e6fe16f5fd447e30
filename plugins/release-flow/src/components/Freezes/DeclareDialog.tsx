import { useApi } from '@backstage/frontend-plugin-api';
import { Radio, RadioGroup, TextField } from '@backstage/ui';
import { releaseFlowApiRef } from '../../api';
import { useAct } from '../../hooks/useAct';
import { ActDialog } from '../dialogs/ActDialog';
import { ReasonField } from '../dialogs/ReasonField';
import { ScopeFields } from './ScopeFields';
import { useFreezeForm, type FreezeForm } from './useFreezeForm';
import { WhenFields } from './WhenFields';

/** Declares a time in which nothing is deployed. */
export function DeclareDialog(props: {
  onDone: () => void;
  onClose: () => void;
}) {
  const { onDone, onClose } = props;
  const api = useApi(releaseFlowApiRef);
  const { form, set, narrow, request, block } = useFreezeForm();
  const { state, act } = useAct({
    send: async () => {
      await api.declareFreeze(request);
      return {};
    },
    done: `“${request.title}” is declared`,
    onDone: () => {
      onDone();
      onClose();
    },
  });
  return (
    <ActDialog
      title="Declare a freeze"
      confirm="Declare the freeze"
      blocked={block}
      state={state}
      onConfirm={act}
      onClose={onClose}
    >
      <TextField
        label="Title"
        placeholder="Year end"
        maxLength={100}
        isRequired
        value={form.title}
        onChange={title => set({ title })}
        autoComplete="off"
      />
      <RadioGroup
        label="When"
        orientation="horizontal"
        value={form.kind}
        onChange={kind => set({ kind: kind as FreezeForm['kind'] })}
      >
        <Radio value="window">Once</Radio>
        <Radio value="recurring">It comes back</Radio>
      </RadioGroup>
      <WhenFields form={form} set={set} />
      <ScopeFields scope={form.scope} narrow={narrow} />
      <ReasonField
        isRequired
        description="Everyone sees it, and it stays in the audit."
        value={form.reason}
        onChange={reason => set({ reason })}
      />
    </ActDialog>
  );
}
