import type { DoctorFinding } from 'backstage-plugin-release-flow-common';
import { finding } from './codes';
import type { ServiceFacts, TargetFacts } from './facts';
import type { BoundEnvironment } from '../binding';
import {
  readableFiles,
  type WorkflowFile,
  type WorkflowStep,
} from './workflowFile';

/** Secrets that sign in to a cloud for as long as nobody takes them back. */
const KEY_NAME =
  /^(AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY)|AZURE_CREDENTIALS|(ARM|AZURE|AZ)_CLIENT_SECRET|AZURE_WEBAPP_PUBLISH_PROFILE|GCP_(SA_KEY|CREDENTIALS)|GOOGLE_CREDENTIALS)$/;
const USED_SECRET = /secrets\.(\w+)/g;

const isLogin = ({ uses }: WorkflowStep) =>
  /^(azure\/(login|webapps-deploy)|aws-actions\/configure-aws-credentials)/i.test(
    uses,
  );

/** Keys that live for ever, and identity tokens that nobody is given. */
export function checkCredentials({
  binding,
  repository,
  targets,
}: Pick<ServiceFacts, 'binding' | 'repository' | 'targets'>): DoctorFinding[] {
  const { url, slug } = binding.repository;
  const workflows = readableFiles(repository.files);
  const inUse = new Map(workflows.map(it => [it.file, keysIn(it)]));
  const used = new Set([...inUse.values()].flat());
  const stored = [
    ...(repository.names?.secrets ?? []),
    ...Object.values(repository.environmentNames ?? {}).flatMap(
      ({ secrets }) => secrets,
    ),
  ].filter(name => KEY_NAME.test(name) && !used.has(name));
  return [
    ...workflows.flatMap(workflow => {
      const { file } = workflow;
      const keys = inUse.get(file)!;
      const about = {
        subject: `workflow ${file}`,
        url: `${url}/blob/HEAD/.github/workflows/${file}`,
      };
      return [
        ...(keys.length > 0
          ? [
              finding('long-lived-keys', {
                ...about,
                message: `${file} signs in with ${keys.join(', ')}.`,
                fix: `permissions: { id-token: write } and sign in by OpenID Connect: azure/login with client-id, tenant-id and subscription-id, or aws-actions/configure-aws-credentials with role-to-assume; then delete the keys`,
              }),
            ]
          : []),
        ...withoutToken(workflow).map(id =>
          finding('oidc-permission', {
            ...about,
            message: `The job ${id} of ${file} signs in with an identity token that it is not given.`,
            fix: `permissions: { contents: read, id-token: write } in ${file}`,
          }),
        ),
      ];
    }),
    ...[...new Set(stored)].map(name =>
      finding('stored-cloud-key', {
        subject: `secret ${name}`,
        message: `The secret ${name} is kept, though no workflow uses it.`,
        fix: `gh secret delete ${name} --repo ${slug}`,
        url: `${url}/settings/secrets/actions`,
      }),
    ),
    ...binding.environments.flatMap(environment =>
      plainSecrets(environment, targets[environment.id]),
    ),
  ];
}

function keysIn({ jobs, text }: WorkflowFile): string[] {
  const named = [...text.matchAll(USED_SECRET)]
    .map(([, name]) => name)
    .filter(name => KEY_NAME.test(name));
  const given = jobs.flatMap(({ steps }) =>
    steps.flatMap(step =>
      ['aws-access-key-id', 'creds', 'client-secret', 'publish-profile'].filter(
        input => input in step.with && isLogin(step),
      ),
    ),
  );
  return [...new Set(named.length > 0 ? named : given)];
}

/** Jobs that sign in by OpenID Connect without the permission for it. */
function withoutToken({ jobs, grantsIdToken }: WorkflowFile): string[] {
  return jobs
    .filter(
      job =>
        !(job.grantsIdToken ?? grantsIdToken ?? false) &&
        job.steps.some(
          step =>
            isLogin(step) &&
            ('role-to-assume' in step.with ||
              ('client-id' in step.with && !('client-secret' in step.with))),
        ),
    )
    .map(({ id }) => id);
}

/** Settings that the flow calls secret, and the target, or a part of it, holds as they are. */
function plainSecrets(
  { id, settings = [], targetName }: BoundEnvironment,
  target: TargetFacts | undefined,
): DoctorFinding[] {
  const secrets = settings.filter(({ secret }) => secret);
  return (target?.held ?? []).flatMap(({ part, ...held }) => {
    const holder = part ? `${part} of ${targetName}` : targetName;
    return secrets
      .filter(
        ({ name, part: wanted }) =>
          (wanted === undefined || wanted === part) &&
          held.settings.includes(name) &&
          !held.references.includes(name),
      )
      .map(({ name }) =>
        finding('secret-in-plain', {
          environment: id,
          subject: `setting ${name} of ${holder}`,
          message: `${name} is set as a plain value in ${holder}.`,
          fix: `Keep it in the secret store and refer to it, such as @Microsoft.KeyVault(SecretUri=https://<vault>.vault.azure.net/secrets/${name.toLowerCase().replace(/_/g, '-')}); then rotate it`,
        }),
      );
  });
}
