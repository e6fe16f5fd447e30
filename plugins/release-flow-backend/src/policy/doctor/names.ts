import type { DoctorFinding } from 'backstage-plugin-release-flow-common';
import type { BoundEnvironment } from '../binding';
import { finding } from './codes';
import type { ServiceFacts } from './facts';

/** Actions variables and secrets by name, for each environment. */
export function checkNames({
  binding,
  repository,
  targets,
}: Pick<ServiceFacts, 'binding' | 'repository' | 'targets'>): DoctorFinding[] {
  const { names, environmentNames } = repository;
  if (!names || !environmentNames) return [];
  const { slug, url } = binding.repository;
  return binding.environments.flatMap(environment => {
    const { id, github } = environment;
    if (!github) return [];
    const homes = homesOf(environment);
    const own = homes.flatMap(name => environmentNames[name] ?? []);
    const variables = Object.assign(
      { ...names.variables },
      ...own.map(it => it.variables),
    ) as Record<string, string>;
    const ownSecrets = own.flatMap(it => it.secrets);
    const secrets = [...names.secrets, ...ownSecrets];
    const [first = id] = homes;
    const about = (what: string) => ({
      environment: id,
      subject: `${what} for ${id}`,
      url: `${url}/settings/environments`,
    });
    const missing = (github.variables ?? []).filter(it => !(it in variables));
    const absent = (github.secrets ?? []).filter(it => !secrets.includes(it));
    const shared = (github.ownSecrets ?? []).filter(
      it => !ownSecrets.includes(it),
    );
    return [
      ...missing.map(it =>
        finding('variable-missing', {
          ...about(`variable ${it}`),
          message: `The Actions variable ${it} is neither in the environment ${first} nor in the repository.`,
          fix: `gh variable set ${it} --env ${first} --repo ${slug} --body '<value>'`,
        }),
      ),
      ...absent.map(it =>
        finding('secret-missing', {
          ...about(`secret ${it}`),
          message: `The Actions secret ${it} is neither in the environment ${first} nor in the repository.`,
          fix: `gh secret set ${it} --env ${first} --repo ${slug}`,
        }),
      ),
      ...shared.map(it =>
        finding('secret-missing', {
          ...about(`secret ${it}`),
          message: names.secrets.includes(it)
            ? `The environment ${first} has no Actions secret ${it} of its own; its jobs get the one that all share.`
            : `The environment ${first} has no Actions secret ${it} of its own.`,
          fix: `gh secret set ${it} --env ${first} --repo ${slug}`,
        }),
      ),
      ...stale(github.identityVariable, variables, targets[id]?.identities).map(
        ({ name, message, identity }) =>
          finding('identity-stale', {
            ...about(`variable ${name}`),
            message: `${name} of ${first} ${message}`,
            fix: `gh variable set ${name} --env ${first} --repo ${slug} --body ${identity}`,
          }),
      ),
    ];
  });
}

/** Names of an environment's environments in GitHub. */
export function githubNamesOf({ id, github }: BoundEnvironment): string[] {
  const declared = github?.environments?.map(({ name }) => name) ?? [];
  return [...new Set([...declared, ...(github ? [id] : [])])];
}

/** Where the jobs that deploy run; another environment beside it is there for its protection. */
function homesOf(environment: BoundEnvironment): string[] {
  const { id, github } = environment;
  const isNamed = github?.environments?.some(({ name }) => name === id);
  return isNamed ? [id] : githubNamesOf(environment);
}

function stale(
  name: string | undefined,
  variables: Record<string, string>,
  identities: string[] | undefined,
): Array<{ name: string; message: string; identity: string }> {
  if (!name || !Object.hasOwn(variables, name)) return [];
  if (!identities || identities.length === 0) return [];
  if (identities.includes(variables[name])) return [];
  const message = `names the identity ${variables[name]}, but the present one is ${identities.join(' or ')}.`;
  return [{ name, message, identity: identities[0] }];
}
