import type { DoctorFinding } from 'backstage-plugin-release-flow-common';

type Severity = DoctorFinding['severity'];

/** Every finding of the doctor's own: how bad it is, and why it matters. */
export const CODES = {
  // Environments of GitHub
  'github-environment-missing': [
    'error',
    'GitHub makes a missing environment when a job first names it, without any protection.',
  ],
  'github-reviewers-missing': [
    'error',
    'Without its reviewers GitHub lets every deployment through.',
  ],
  'github-reviewers-few': [
    'warning',
    'Who is not listed in GitHub is not asked, and can not let a deployment through.',
  ],
  'github-reviewers-extra': [
    'warning',
    'One reviewer is enough for GitHub, so everybody listed can let a deployment through alone.',
  ],
  'github-asks-one': [
    'warning',
    'GitHub asks only one of the listed reviewers; a second one is asked only by a gate of the flow.',
  ],
  'github-wait-timer': [
    'warning',
    'The time to change one’s mind before a deployment starts is not the one that was agreed.',
  ],
  'github-branches-open': [
    'error',
    'A workflow of any branch can deploy here and read the secrets of the environment.',
  ],
  'github-branches-differ': [
    'error',
    'Deployments of a declared branch are refused by GitHub, or those of another are let in.',
  ],
  // Branches
  'branch-missing': ['error', 'What deploys from this branch can not start.'],
  'branch-unprotected': [
    'error',
    'Whoever can push changes what is deployed, unseen by anybody else.',
  ],
  'branch-reviews': [
    'error',
    'A change reaches the branch with fewer eyes on it than was agreed.',
  ],
  'branch-checks': ['error', 'A change that breaks the build can be merged.'],
  'branch-direct-pushes': [
    'error',
    'A push goes round the reviews and checks of a pull request.',
  ],
  'branch-force-pushes': [
    'error',
    'History that releases were made from can be rewritten.',
  ],
  // Workflows
  'workflow-missing': [
    'error',
    'What the flow starts or waits for is not there.',
  ],
  'workflow-disabled': [
    'error',
    'GitHub starts a disabled workflow neither for us nor by itself.',
  ],
  'workflow-broken': [
    'error',
    'GitHub starts no workflow that it can not read.',
  ],
  'workflow-not-dispatchable': [
    'error',
    'GitHub refuses to start a workflow without the trigger workflow_dispatch.',
  ],
  'workflow-input-unknown': [
    'error',
    'GitHub refuses a start with an input that the workflow does not have.',
  ],
  'workflow-input-required': [
    'error',
    'GitHub refuses a start without a required input.',
  ],
  'workflow-run-name': [
    'error',
    'A run whose answer was lost is found again by its name; without it a person has to say what happened.',
  ],
  'workflow-doubled': [
    'error',
    'GitHub starts it for the same event as the flow does, so every deployment happens twice.',
  ],
  'workflow-trigger-missing': [
    'error',
    'The flow waits for a deployment that nothing starts, and then says that it was not seen.',
  ],
  'workflow-concurrency': [
    'info',
    'Two runs of it may deploy to the same place at the same time.',
  ],
  // Side doors and credentials
  'deploy-without-environment': [
    'error',
    'A job without an environment deploys past its reviewers, branches and wait timer.',
  ],
  'side-door': [
    'warning',
    'A deployment by it passes no gate of the flow, and shows as drift.',
  ],
  'apply-on-push': [
    'error',
    'A merge changes infrastructure without anybody deciding when, or for which environment.',
  ],
  'long-lived-keys': [
    'error',
    'A key that lives for ever works for whoever gets hold of it; an identity token lives for minutes.',
  ],
  'stored-cloud-key': [
    'warning',
    'A key that lives for ever works for whoever gets hold of it, even when no workflow needs it any more.',
  ],
  'oidc-permission': [
    'error',
    'Without this permission GitHub gives the job no identity token, and signing in to the cloud fails.',
  ],
  'secret-in-plain': [
    'error',
    'Whoever may read the configuration reads the secret, and rotating it means a deployment.',
  ],
  'variable-missing': [
    'error',
    'Workflows get an empty value and fail, or worse, go on.',
  ],
  'secret-missing': [
    'error',
    'Workflows get an empty value and fail, or worse, go on.',
  ],
  'identity-stale': [
    'error',
    'Jobs sign in as an identity that is not there any more, as after infrastructure was made anew.',
  ],
  'main-red': [
    'warning',
    'The release run includes these checks, so a release of this branch fails.',
  ],
  // People
  'approvers-empty': [
    'error',
    'A promotion would wait for ever: nobody can decide.',
  ],
  'approvers-few': [
    'error',
    'A promotion would wait for ever: there are not enough people to decide.',
  ],
  'approvers-tight': [
    'warning',
    'Who decides here can not ask, since nobody approves what they asked for.',
  ],
  'actors-empty': ['warning', 'Nobody can do what the flow lets only them do.'],
  'approver-cannot-read': [
    'warning',
    'Who can not read the repository decides without seeing what changes.',
  ],
  'reviewer-cannot-read': [
    'error',
    'GitHub asks only reviewers who can read the repository.',
  ],
  // Targets, images, sites
  'target-missing': [
    'error',
    'There is nothing to deploy to, or it is named wrongly.',
  ],
  'health-not-answering': [
    'error',
    'A deployment is verified here; it would fail, or be rolled back.',
  ],
  'sticky-sessions': [
    'warning',
    'People stay on an old instance during a deployment, and lose their session when it goes.',
  ],
  'image-runs-as-root': [
    'warning',
    'Who breaks out of the process is root in the container.',
  ],
  'dockerfile-missing': [
    'error',
    'The platform can not build it, and nobody can tell as whom it runs.',
  ],
  'pages-off': ['error', 'Publishing the documentation fails with 404.'],
  'pages-not-from-actions': [
    'error',
    'The documentation is built from a branch, and not from what was released.',
  ],
  // What we depend on
  'webhook-missing': [
    'warning',
    'What happens in GitHub is seen only when it is asked next.',
  ],
  'webhook-inactive': [
    'warning',
    'What happens in GitHub is seen only when it is asked next.',
  ],
  'webhook-events': [
    'warning',
    'What happens in GitHub is seen only when it is asked next.',
  ],
  'webhook-failing': [
    'warning',
    'What happens in GitHub is seen only when it is asked next.',
  ],
  'token-scope': ['error', 'GitHub refuses what the flow has to do.'],
  'token-cannot-push': [
    'error',
    'GitHub shows no draft releases and starts no workflow for it.',
  ],
  'rollback-not-exercised': [
    'warning',
    'A way back that was never gone may not be one.',
  ],
  'rollback-long-ago': [
    'warning',
    'A way back that was not gone for long may not be one any more.',
  ],
  'drill-failed': [
    'warning',
    'What did not work when nobody needed it will not work when somebody does.',
  ],
  'drill-slow': [
    'warning',
    'Until an environment is back, what is wrong there goes on.',
  ],
  // The flow itself
  'binding-broken': [
    'error',
    'A service that is not bound is neither watched nor deployed.',
  ],
  'flow-broken': ['error', 'No service can be bound to it.'],
  'environment-unreachable': ['warning', 'Nothing can ever be promoted here.'],
  'mirror-unknown': ['error', 'There is nothing to be compared with.'],
  'capability-missing': [
    'error',
    'Its kind of target can not do what is declared.',
  ],
  'monitoring-thin': [
    'warning',
    'The environment promises to be watched more closely than its verifications and alarms can.',
  ],
  'drill-undeclared': ['info', 'Nobody is reminded to try the way back.'],
} as const satisfies Record<string, readonly [Severity, string]>;

export type FindingCode = keyof typeof CODES;

/** A finding with what its code says of it. */
export function finding(
  code: FindingCode,
  said: Pick<DoctorFinding, 'subject' | 'message' | 'fix'> &
    Partial<Pick<DoctorFinding, 'url' | 'environment'>>,
): DoctorFinding {
  const [severity, why] = CODES[code];
  return { code, severity, why, ...said };
}
