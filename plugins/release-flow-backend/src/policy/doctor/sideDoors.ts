import type { DoctorFinding } from 'backstage-plugin-release-flow-common';
import { finding } from './codes';
import type { ServiceFacts } from './facts';
import {
  readableFiles,
  type WorkflowFile,
  type WorkflowJob,
  type WorkflowStep,
} from './workflowFile';
import { workflowUses } from './workflowUses';

/** Actions and commands that change what runs. */
const DEPLOYING_ACTION =
  /^(azure\/(webapps-deploy|container-apps-deploy|functions-action)|aws-actions\/amazon-ecs-deploy|actions\/deploy-pages)/i;
const DEPLOYING_COMMAND =
  /\b(az (webapp|functionapp|containerapp)\s(?!config appsettings)[^\n]*\b(set|deploy|up|update|swap)\b|aws ecs (update-service|run-task)|aws s3 (sync|cp)\b|aws lambda update-function-code|kubectl (apply|set)|helm upgrade|render deploys create|api\.render\.com\/deploy)/i;
const APPLYING = /\b(terraform|tofu)\s+(-\S+\s+)*apply\b/;
/** What makes a step wait for a person: an input, or a start by hand. */
const BY_HAND = /inputs\.|workflow_dispatch/;

const deploys = ({ uses, run }: WorkflowStep) =>
  DEPLOYING_ACTION.test(uses) ||
  DEPLOYING_COMMAND.test(run.replace(/\\\n\s*/g, ' '));

/** Ways to an environment that go past its protection, or past the flow. */
export function checkSideDoors({
  binding,
  repository,
}: Pick<ServiceFacts, 'binding' | 'repository'>): DoctorFinding[] {
  const known = new Set(workflowUses(binding).map(({ file }) => file));
  const { url, slug } = binding.repository;
  return readableFiles(repository.files).flatMap(workflow => {
    const { file } = workflow;
    const about = {
      subject: `workflow ${file}`,
      url: `${url}/blob/HEAD/.github/workflows/${file}`,
    };
    const deploying = workflow.jobs.filter(({ steps }) => steps.some(deploys));
    const unguarded = deploying.filter(job => !isGuarded(job, workflow));
    const isSideDoor =
      !known.has(file) &&
      !('workflow_call' in workflow.events) &&
      deploying.length > 0;
    return [
      ...unguarded.map(({ id }) =>
        finding('deploy-without-environment', {
          ...about,
          message: `The job ${id} of ${file} deploys without an environment.`,
          fix: `jobs.${id}.environment: <name of the environment> in ${file}`,
        }),
      ),
      ...(isSideDoor
        ? [
            finding('side-door', {
              ...about,
              message: `${file} deploys, but the flow does not know it.`,
              fix: `Name it in the flow, or switch it off: gh workflow disable ${file} --repo ${slug}`,
            }),
          ]
        : []),
      ...applies(workflow).map(({ id }) =>
        finding('apply-on-push', {
          ...about,
          message: `The job ${id} of ${file} applies infrastructure on a push.`,
          fix: `if: github.event_name == 'workflow_dispatch' && inputs.command == 'apply' at the step of ${file}`,
        }),
      ),
    ];
  });
}

/** A job that waits for one with an environment waits for its reviewers too. */
function isGuarded(
  job: WorkflowJob,
  workflow: WorkflowFile,
  seen: string[] = [],
): boolean {
  if (job.environment) return true;
  return workflow.jobs.some(
    other =>
      job.needs.includes(other.id) &&
      !seen.includes(other.id) &&
      isGuarded(other, workflow, [...seen, job.id]),
  );
}

function applies({ events, jobs }: WorkflowFile): WorkflowJob[] {
  if (!('push' in events || 'pull_request' in events)) return [];
  return jobs.filter(
    job =>
      !BY_HAND.test(job.condition) &&
      job.steps.some(
        ({ run, condition }) => APPLYING.test(run) && !BY_HAND.test(condition),
      ),
  );
}
