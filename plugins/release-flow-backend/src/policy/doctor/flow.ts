import type {
  BindingError,
  DoctorFinding,
  EnvironmentSpec,
  ReleaseFlowSpec,
} from 'backstage-plugin-release-flow-common';
import { finding, type FindingCode } from './codes';
import { checkMonitoring } from './monitoring';
import { checkGroups } from './people';

/** What kinds of targets may be able to do beside being observed. */
export type Capability = 'references' | 'settings' | 'inspection' | 'tasks';

/** What a flow by itself is compared with; what could not be read is absent. */
export interface FlowFacts {
  spec: ReleaseFlowSpec | null;
  error: BindingError | null;
  /** People by group. */
  members?: Record<string, string[]>;
  /** By kind of target. */
  capabilities: Record<string, Capability[]>;
}

/** What is wrong with a flow, whatever is bound to it. */
export function checkFlow(facts: FlowFacts): DoctorFinding[] {
  const { spec, error, members, capabilities } = facts;
  if (error || !spec) {
    return [
      finding('flow-broken', {
        subject: error?.field ?? 'flow',
        message: error?.message ?? 'The flow could not be read.',
        fix: 'release-flow check <file>, and mend the field it names',
      }),
    ];
  }
  const { environments, paths } = spec;
  return [
    ...checkGroups(environments, paths, members),
    ...checkMonitoring(environments),
    ...environments.flatMap(environment => [
      ...unreachable(environment, spec),
      ...mirrors(environment, spec),
      ...asksOne(environment),
      ...capable(environment, capabilities, spec),
    ]),
    ...(spec.rollbackDrill
      ? []
      : [
          finding('drill-undeclared', {
            subject: 'rollback drill',
            message:
              'The flow does not say how often the way back should be tried.',
            fix: 'rollbackDrill: P90D in the flow',
          }),
        ]),
  ];
}

function unreachable(
  { id, title = id, deploy }: EnvironmentSpec,
  { paths }: ReleaseFlowSpec,
): DoctorFinding[] {
  if (deploy.automatic || paths.some(({ to }) => to === id)) return [];
  return [
    finding('environment-unreachable', {
      environment: id,
      subject: `environment ${id}`,
      message: `No path leads to ${title}, and nothing deploys it by itself.`,
      fix: `paths: [{ from: source, to: ${id} }] in the flow`,
    }),
  ];
}

function mirrors(
  { id, mirrors: other }: EnvironmentSpec,
  { environments }: ReleaseFlowSpec,
): DoctorFinding[] {
  const isKnown = environments.some(environment => environment.id === other);
  if (!other || (isKnown && other !== id)) return [];
  return [
    finding('mirror-unknown', {
      environment: id,
      subject: `environment ${id}`,
      message: `${id} mirrors ${other}, which is no other environment of the flow.`,
      fix: `mirrors: <id of an environment> in the flow`,
    }),
  ];
}

/** GitHub lets one of its reviewers decide for all; more of them are ours to ask. */
function asksOne({ id, github, gates }: EnvironmentSpec): DoctorFinding[] {
  const reviewed = github?.environments?.find(
    ({ reviewers = [] }) => reviewers.length > 1,
  );
  if (!reviewed || gates.some(({ type }) => type === 'approvals')) return [];
  return [
    finding('github-asks-one', {
      environment: id,
      subject: `environment ${reviewed.name}`,
      message: `${reviewed.name} lists ${reviewed.reviewers!.length} reviewers, of whom GitHub asks one, and ${id} has no gate of type approvals.`,
      fix: `gates: [{ type: approvals, required: 2, from: [group:default/<leads>] }] for ${id} in the flow`,
    }),
  ];
}

function capable(
  environment: EnvironmentSpec,
  capabilities: FlowFacts['capabilities'],
  { runbooks = [] }: ReleaseFlowSpec,
): DoctorFinding[] {
  const { id, target, gates, settings = [], alarms = [] } = environment;
  const can = capabilities[target.type];
  if (!can) return [];
  const needs: Array<[boolean, Capability, string, string]> = [
    [
      gates.some(({ type }) => type === 'configuration-resolved'),
      'references',
      'the gate configuration-resolved',
      'does not tell of references to a secret store',
    ],
    [settings.length > 0, 'settings', 'settings', 'does not tell its settings'],
    [alarms.length > 0, 'inspection', 'alarms', 'is not inspected for alarms'],
    [
      runbooks.some(
        ({ run, environments }) =>
          run?.by === 'task' && environments.includes(id),
      ),
      'tasks',
      'a runbook with a task',
      'runs no tasks',
    ],
  ];
  return needs
    .filter(([isNeeded, capability]) => isNeeded && !can.includes(capability))
    .map(([, , what, why]) =>
      finding('capability-missing', {
        environment: id,
        subject: `environment ${id}`,
        message: `${id} declares ${what}, but a target of type ${target.type} ${why}.`,
        fix: `Take ${what} of ${id} out of the flow, or use another kind of target`,
      }),
    );
}

/** A service whose entity does not fit its flow. */
export function bindingBroken(
  ref: string,
  { field, message }: BindingError,
): DoctorFinding {
  const code: FindingCode = 'binding-broken';
  return finding(code, {
    subject: field,
    message,
    fix: `Correct ${field} in the catalog entity ${ref}`,
  });
}
