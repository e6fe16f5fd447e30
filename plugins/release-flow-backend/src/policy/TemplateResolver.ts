import type { BindingError } from 'backstage-plugin-release-flow-common';
import type { Binding } from './binding';
import { fieldPath } from './fields';
import {
  LookupError,
  lookupsIn,
  resolvePattern,
  resolveText,
  type LookupKind,
  type LookupScope,
} from './lookups';
import { PARAMETERS_FIELD } from './parameters';
import { patternProblem } from './patterns';
import type { InstalledTarget } from './preparedFlow';

export class BadBinding extends Error {
  constructor(readonly error: BindingError) {
    super(error.message);
  }
}

/** Whose fault a value is: the service's when a parameter or its name made it, else the flow's. */
function fieldOf(lookup: string | undefined, flowField: string): string {
  if (lookup?.startsWith('parameters.')) {
    return `${PARAMETERS_FIELD}.${lookup.slice('parameters.'.length)}`;
  }
  return lookup === 'service.name' ? 'metadata.name' : flowField;
}

/** Resolves templates of a flow for one service; the first bad value ends `run`. */
export class TemplateResolver {
  constructor(
    protected readonly scope: LookupScope,
    protected readonly targets: ReadonlyMap<string, InstalledTarget>,
    private readonly flowTitle: string,
  ) {}

  run(make: () => Binding): { binding: Binding } | { error: BindingError } {
    try {
      return { binding: make() };
    } catch (error) {
      if (error instanceof BadBinding) return { error: error.error };
      throw error;
    }
  }

  protected text(
    template: string,
    kind: LookupKind,
    field: string,
    scope: LookupScope = this.scope,
  ): string {
    return this.guard(field, () => resolveText(template, scope, kind));
  }

  /** A pattern without look-ups was compiled when the flow was read. */
  protected pattern(template: string, field: string): string {
    if (!template.includes('${{')) return template;
    const pattern = this.guard(field, () =>
      resolvePattern(template, this.scope),
    );
    const problem = patternProblem(pattern);
    if (problem) this.fail(lookupsIn(template)[0], field, problem);
    return pattern;
  }

  protected guard<T>(field: string, resolve: () => T): T {
    try {
      return resolve();
    } catch (error) {
      if (!(error instanceof LookupError)) throw error;
      return this.fail(
        error.lookup,
        fieldPath(field, error.path),
        error.message,
      );
    }
  }

  protected fail(
    lookup: string | undefined,
    flowField: string,
    message: string,
  ): never {
    const field = fieldOf(lookup, flowField);
    throw new BadBinding({
      field,
      message:
        field === flowField
          ? `In the flow ${this.flowTitle}: ${message}`
          : message,
    });
  }
}
