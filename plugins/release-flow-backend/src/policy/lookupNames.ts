import { lookupsIn } from './lookups';

const AT_BINDING = new Set(['service.name']);
const AT_ACT = new Set([
  ...AT_BINDING,
  'release.tag',
  'release.version',
  'commit.sha',
  'commit.short',
  'ref.name',
  'ref.slug',
  'correlation.id',
  'path.from',
  'deploy',
]);

export interface LookupNames {
  /** Parameters the flow declares. */
  parameters: string[];
  /** Components of the flow's artifact. */
  components: string[];
  /** True where the text is resolved for each act, false where it is resolved once per service. */
  act: boolean;
  /** True inside an environment. */
  environment: boolean;
  /** What a person gives, inside a runbook. */
  inputs?: string[];
}

function isKnown(name: string, allowed: LookupNames): boolean {
  const [head, ...rest] = name.split('.');
  if (head === 'parameters') {
    return rest.length === 1 && allowed.parameters.includes(rest[0]);
  }
  if (name === 'environment.id') return allowed.environment;
  if (head === 'input') {
    return rest.length === 1 && Boolean(allowed.inputs?.includes(rest[0]));
  }
  if (head === 'artifact') {
    return (
      allowed.act &&
      rest.length === 2 &&
      rest[1] === 'digest' &&
      allowed.components.includes(rest[0])
    );
  }
  return (allowed.act ? AT_ACT : AT_BINDING).has(name);
}

/** Why a text's look-ups can't be used where it stands, or `undefined`. */
export function lookupProblem(
  template: string,
  allowed: LookupNames,
): string | undefined {
  try {
    const unknown = lookupsIn(template).find(name => !isKnown(name, allowed));
    if (!unknown) return undefined;
    return unknown.startsWith('parameters.')
      ? `'${unknown}' is not declared under spec.parameters.properties`
      : `'${unknown}' is not a look-up that can be used here`;
  } catch (error) {
    return (error as Error).message;
  }
}
