import type { DoctorFinding } from 'backstage-plugin-release-flow-common';
import type { BoundEnvironment } from '../binding';
import { finding } from './codes';
import { isRoot } from './dockerfiles';
import type { ServiceFacts, TargetFacts } from './facts';

/** Targets: there at all, as their providers find them, answering, and what they run. */
export function checkTargets({
  binding,
  targets,
}: Pick<ServiceFacts, 'binding' | 'targets'>): DoctorFinding[] {
  return binding.environments.flatMap(environment => {
    const facts = targets[environment.id];
    if (!facts) return [];
    return [
      ...missing(environment, facts),
      ...(facts.findings ?? []).map(found => ({
        ...found,
        environment: environment.id,
      })),
      ...probes(environment, facts),
      ...images(environment, facts),
    ];
  });
}

function missing(
  { id, targetName }: BoundEnvironment,
  facts: TargetFacts,
): DoctorFinding[] {
  if (facts.missing === undefined) return [];
  return [
    finding('target-missing', {
      environment: id,
      subject: `target ${targetName}`,
      message: facts.missing,
      fix: `Create ${targetName}, or correct its name in the parameters of the service`,
    }),
  ];
}

function probes(
  { id, targetName }: BoundEnvironment,
  { probes: asked = [], stickyCookies = [] }: TargetFacts,
): DoctorFinding[] {
  return [
    ...asked
      .filter(({ isPassing }) => !isPassing)
      .map(({ path, message }) =>
        finding('health-not-answering', {
          environment: id,
          subject: `${path} of ${targetName}`,
          message,
          fix: `Look at the log of ${targetName}, and at what ${path} depends on`,
        }),
      ),
    ...(stickyCookies.length === 0
      ? []
      : [
          finding('sticky-sessions', {
            environment: id,
            subject: `sessions of ${targetName}`,
            message: `${targetName} binds its callers to an instance by the cookie ${stickyCookies.join(', ')}.`,
            fix: stickyFix(stickyCookies[0], targetName),
          }),
        ]),
  ];
}

function stickyFix(cookie: string, name: string): string {
  return cookie.startsWith('ARRAffinity')
    ? `az webapp update --name ${name} --resource-group <group> --client-affinity-enabled false`
    : 'aws elbv2 modify-target-group-attributes --target-group-arn <arn> --attributes Key=stickiness.enabled,Value=false';
}

function images(
  { id }: BoundEnvironment,
  { images: run = [] }: TargetFacts,
): DoctorFinding[] {
  return run
    .filter(({ user }) => isRoot(user))
    .map(({ image, user }) =>
      finding('image-runs-as-root', {
        environment: id,
        subject: `image ${image}`,
        message: user
          ? `${image} runs as ${user}.`
          : `${image} names no user, so it runs as root.`,
        fix: 'RUN useradd --system app, then USER app, in the Dockerfile',
      }),
    );
}
