import type {
  AutomaticDeploy,
  DoctorFinding,
} from 'backstage-plugin-release-flow-common';
import { groupBy } from 'lodash';
import { finding } from './codes';
import type { ServiceFacts } from './facts';
import { readWorkflowFile, type WorkflowFile } from './workflowFile';
import { workflowUses, type WorkflowUse } from './workflowUses';

const EVENT: Record<AutomaticDeploy['on'], { words: string; yaml: string }> = {
  'release-drafted': { words: 'a draft', yaml: 'on: workflow_dispatch' },
  'release-published': {
    words: 'a published release',
    yaml: 'on: { release: { types: [published] } }',
  },
  push: { words: 'a push', yaml: 'on: { push: { branches: [main] } }' },
  tag: { words: 'a tag', yaml: "on: { push: { tags: ['v*'] } }" },
};

/** Workflow files against what the flow starts, sends and waits for. */
export function checkWorkflows({
  binding,
  repository,
}: Pick<ServiceFacts, 'binding' | 'repository'>): DoctorFinding[] {
  const { files, workflows } = repository;
  if (!files) return [];
  const { slug, url } = binding.repository;
  const findings = workflowUses(binding).flatMap(use => {
    const about = {
      subject: `workflow ${use.file}`,
      environment: use.environment,
      url: `${url}/actions/workflows/${use.file}`,
    };
    const text = files[use.file];
    if (text === undefined) {
      return [
        finding('workflow-missing', {
          ...about,
          url,
          message: `${slug} has no .github/workflows/${use.file}, which ${use.purpose}.`,
          fix: `Add .github/workflows/${use.file} to the default branch of ${slug}, or name the right file in the flow`,
        }),
      ];
    }
    const state = workflows?.find(({ file }) => file === use.file)?.state;
    const disabled =
      state?.startsWith('disabled') === true
        ? [
            finding('workflow-disabled', {
              ...about,
              message: `${use.file}, which ${use.purpose}, is ${state.replace('_', ' ')}.`,
              fix: `gh workflow enable ${use.file} --repo ${slug}`,
            }),
          ]
        : [];
    const workflow = readWorkflowFile(use.file, text);
    if ('problem' in workflow) {
      return [
        ...disabled,
        finding('workflow-broken', {
          ...about,
          message: `${use.file} can't be read: ${workflow.problem}.`,
          fix: `gh api repos/${slug}/contents/.github/workflows/${use.file} -H 'accept: application/vnd.github.raw' | actionlint -`,
        }),
      ];
    }
    return [
      ...disabled,
      ...startProblems(use, workflow, about),
      ...eventProblems(use, workflow, about),
    ];
  });
  return withoutRepeats(findings);
}

type About = Pick<DoctorFinding, 'environment' | 'subject' | 'url'>;

function startProblems(
  use: WorkflowUse,
  workflow: WorkflowFile,
  about: About,
): DoctorFinding[] {
  if (!use.inputs) return [];
  const { file, correlationInput } = use;
  const sent = use.inputs;
  if (!('workflow_dispatch' in workflow.events)) {
    return [
      finding('workflow-not-dispatchable', {
        ...about,
        message: `${file}, which ${use.purpose}, can't be started: it has no workflow_dispatch.`,
        fix: `Add workflow_dispatch with the inputs ${sent.join(', ') || '(none)'} to 'on' of ${file}`,
      }),
    ];
  }
  const unknown = sent.filter(name => !(name in workflow.inputs));
  const required = Object.entries(workflow.inputs)
    .filter(
      ([name, input]) =>
        input?.required === true &&
        input.default === undefined &&
        !sent.includes(name),
    )
    .map(([name]) => name);
  const isShown =
    !correlationInput ||
    new RegExp(`inputs\\.${correlationInput}\\b`).test(workflow.runName);
  return [
    ...unknown.map(name =>
      finding('workflow-input-unknown', {
        ...about,
        message: `${file} has no input ${name}, which the flow sends.`,
        fix: `on.workflow_dispatch.inputs.${name}: { type: string } in ${file}`,
      }),
    ),
    ...required.map(name =>
      finding('workflow-input-required', {
        ...about,
        message: `${file} requires the input ${name}, which the flow does not send.`,
        fix: `Give it a default in ${file}, or send it: inputs: { ${name}: … } in the flow`,
      }),
    ),
    ...(isShown
      ? []
      : [
          finding('workflow-run-name', {
            ...about,
            message: `The run-name of ${file} does not show the input ${correlationInput}.`,
            fix: `run-name: ${workflow.runName || file} \${{ inputs.${correlationInput} }}`,
          }),
        ]),
  ];
}

function eventProblems(
  use: WorkflowUse,
  workflow: WorkflowFile,
  about: About,
): DoctorFinding[] {
  const { file, event, notOn } = use;
  if (event && !startsOn(workflow, event)) {
    return [
      finding('workflow-trigger-missing', {
        ...about,
        message: `${file}, which ${use.purpose}, does not start on ${EVENT[event].words}.`,
        fix: `${EVENT[event].yaml} in ${file}`,
      }),
    ];
  }
  if (notOn && startsOn(workflow, notOn)) {
    return [
      finding('workflow-doubled', {
        ...about,
        message: `${file} starts on ${EVENT[notOn].words} by itself, and the flow starts it then too.`,
        fix: `Say by: external in the flow, or take the event out of 'on' in ${file}`,
      }),
    ];
  }
  const isAlone = use.deploys && use.inputs && !workflow.hasConcurrency;
  return isAlone
    ? [
        finding('workflow-concurrency', {
          ...about,
          message: `${file}, which ${use.purpose}, has no concurrency group.`,
          fix: `concurrency: deploy-${use.environment ?? 'release'} in ${file}`,
        }),
      ]
    : [];
}

function startsOn(
  { events }: WorkflowFile,
  on: AutomaticDeploy['on'],
): boolean {
  const { push, release } = events;
  switch (on) {
    case 'release-published':
      return (
        release !== undefined &&
        (!release.types ||
          [release.types]
            .flat()
            .some((type: string) => ['published', 'released'].includes(type)))
      );
    case 'push':
      return push !== undefined && Boolean(push.branches || !push.tags);
    case 'tag':
      return push !== undefined && Boolean(push.tags || !push.branches);
    default:
      return false;
  }
}

/** What several environments share is said once, and is about none of them alone. */
function withoutRepeats(findings: DoctorFinding[]): DoctorFinding[] {
  const said = groupBy(
    findings,
    ({ code, subject, fix }) => `${code} ${subject} ${fix}`,
  );
  return Object.values(said).map(same => {
    const last = same[same.length - 1];
    const places = new Set(same.map(({ environment }) => environment));
    return places.size > 1 ? { ...last, environment: undefined } : last;
  });
}
