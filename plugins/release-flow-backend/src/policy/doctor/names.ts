import type { DoctorFinding } from 'backstage-plugin-release-flow-common';
import type { BoundEnvironment } from '../binding';
import { finding } from './codes';
import type { ServiceFacts } from './facts';

/** Variables that hold the client id of the identity that jobs sign in with. */
const CLIENT_ID = /^(AZ|AZURE|ARM)_CLIENT_ID$/;

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
    const own = githubNamesOf(environment).flatMap(name => {
      const found = environmentNames[name];
      return found ? [{ name, ...found }] : [];
    });
    const variables = Object.assign(
      { ...names.variables },
      ...own.map(it => it.variables),
    ) as Record<string, string>;
    const secrets = [...names.secrets, ...own.flatMap(it => it.secrets)];
    const [first = id] = githubNamesOf(environment);
    const about = (what: string) => ({
      environment: id,
      subject: `${what} for ${id}`,
      url: `${url}/settings/environments`,
    });
    const missing = (github.variables ?? []).filter(it => !(it in variables));
    const absent = (github.secrets ?? []).filter(it => !secrets.includes(it));
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
      ...stale(
        variables,
        targets[id]?.identities,
        about('variable AZ_CLIENT_ID'),
        { first, slug },
      ),
    ];
  });
}

/** Names of an environment's environments in GitHub. */
export function githubNamesOf({ id, github }: BoundEnvironment): string[] {
  const declared = github?.environments?.map(({ name }) => name) ?? [];
  return [...new Set([...declared, ...(github ? [id] : [])])];
}

function stale(
  variables: Record<string, string>,
  identities: string[] | undefined,
  about: Pick<DoctorFinding, 'environment' | 'subject' | 'url'>,
  { first, slug }: { first: string; slug: string },
): DoctorFinding[] {
  const named = Object.entries(variables).find(([it]) => CLIENT_ID.test(it));
  if (!named || !identities || identities.length === 0) return [];
  const [name, value] = named;
  if (identities.includes(value)) return [];
  return [
    finding('identity-stale', {
      ...about,
      message: `${name} of ${first} names the identity ${value}, but the present one is ${identities.join(' or ')}.`,
      fix: `gh variable set ${name} --env ${first} --repo ${slug} --body ${identities[0]}`,
    }),
  ];
}
