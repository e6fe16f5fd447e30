import type {
  EnvironmentSpec,
  PathSpec,
  ReleaseFlowSpec,
  TypedConfig,
} from 'backstage-plugin-release-flow-common';
import type { Binding } from '../binding';
import { ranksOf } from '../flowGraph';
import { SOURCE } from '../graph';
import type { VerificationTitle } from '../steps';

/** How kinds that modules bring read to people. */
export interface DocumentWords {
  gate(config: TypedConfig): string | undefined;
  verification: VerificationTitle;
  deployer(type: string, config: unknown): string | undefined;
}

export interface DocumentRequest {
  title: string;
  spec: ReleaseFlowSpec;
  /** Of one service, for what its parameters come to. */
  binding?: Binding;
  words: DocumentWords;
}

/** What the sections render. */
export interface Subject extends DocumentRequest {
  /** From the source onwards. */
  environments: EnvironmentSpec[];
  paths: PathSpec[];
  source: ReleaseFlowSpec['source'];
}

export function subjectOf(request: DocumentRequest): Subject {
  const { spec, binding } = request;
  const ranks = ranksOf(spec);
  return {
    ...request,
    environments:
      binding?.environments ??
      [...spec.environments].sort(
        (a, b) => (ranks.get(a.id) ?? 99) - (ranks.get(b.id) ?? 99),
      ),
    paths: binding?.paths ?? spec.paths,
    source: binding?.source ?? spec.source,
  };
}

export const titleOf = ({ id, title }: { id: string; title?: string }) =>
  title ?? id;

/** The title of one end of a path. */
export function placeOf({ environments }: Subject, id: string): string {
  if (id === SOURCE) return 'Source';
  const environment = environments.find(candidate => candidate.id === id);
  return environment ? titleOf(environment) : id;
}

const LOOKUP = /\$\{\{\s*([\w.-]+)\s*\}\}/g;

/** A text with what is known put in; other look-ups are shown by their names. */
export function filled(
  { binding }: Pick<Subject, 'binding'>,
  text: string,
  environment?: { id: string },
): string {
  const known: Record<string, unknown> = {
    'environment.id': environment?.id,
    'service.name': binding?.service.name,
    ...Object.fromEntries(
      Object.entries(binding?.parameters ?? {}).map(([name, value]) => [
        `parameters.${name}`,
        value,
      ]),
    ),
  };
  return text.replace(LOOKUP, (_all, name: string) =>
    String(known[name] ?? `<${name}>`),
  );
}

/** `group:default/qfa-leads` is qfa-leads. */
export const personOf = (ref: string) => ref.split('/').pop() ?? ref;
