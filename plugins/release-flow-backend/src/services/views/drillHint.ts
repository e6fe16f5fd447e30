import type {
  Allow,
  EnvironmentState,
} from 'backstage-plugin-release-flow-common';
import type { BoundEnvironment } from '../../policy/binding';
import { drillKindIn, drillRulesOf } from '../../policy/drill';
import { drillRefusals, type DrillSubject } from '../../policy/drillRefusals';

interface Hint extends DrillSubject {
  mayAct(environment: BoundEnvironment, act: keyof Allow): boolean;
}

/** Whether a drill may begin, as far as that is known without asking anybody. */
export function drillHint({
  mayAct,
  ...subject
}: Hint): EnvironmentState['drill'] {
  const { binding, environment } = subject;
  const kind = drillKindIn(drillRulesOf(binding.rollbackDrill), environment);
  if (!kind) return null;
  const no = (message: string) => ({ possible: false, message });
  if (!mayAct(environment, 'rollback')) {
    return no(`You may not roll back ${environment.title ?? environment.id}`);
  }
  const [refusal] = drillRefusals(subject);
  if (refusal) return no(refusal.message);
  return {
    possible: true,
    message:
      kind === 'real'
        ? 'It goes back to an earlier release and forward again'
        : 'It asks what a rollback would meet, and changes nothing',
  };
}
