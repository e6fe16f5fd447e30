import {
  durationSchema,
  type Accepts,
  type EnvironmentSpec,
  type ReleaseFlowSpec,
  type TypedConfig,
} from 'backstage-plugin-release-flow-common';
import { keysOf, type Binding, type BoundEnvironment } from './binding';
import { fillDurations } from './durationParameters';
import { firstIssue } from './fields';
import { lookupsIn, resolveDeep, type LookupScope } from './lookups';
import { PARAMETERS_FIELD } from './parameters';
import { BadBinding, TemplateResolver } from './TemplateResolver';

/** Resolves the parts of a flow for one service; the first bad value ends `run`. */
export class BindingResolver extends TemplateResolver {
  source(source: ReleaseFlowSpec['source']): Binding['source'] {
    const all = (texts: string[] | undefined, field: string) =>
      texts?.map((text, index) =>
        this.text(text, 'path', `spec.source.${field}[${index}]`),
      );
    return {
      ...source,
      tag: this.pattern(source.tag, 'spec.source.tag'),
      branches: source.branches?.map((branch, index) =>
        this.pattern(branch, `spec.source.branches[${index}]`),
      ),
      hotfix: source.hotfix && {
        ...source.hotfix,
        branch: this.pattern(source.hotfix.branch, 'spec.source.hotfix.branch'),
      },
      paths: all(source.paths, 'paths'),
      migrations: all(source.migrations, 'migrations'),
    };
  }

  artifacts(artifacts: ReleaseFlowSpec['artifacts']): Binding['artifacts'] {
    return artifacts.map(({ component, image, dockerfile, digest }, index) => {
      const field = `spec.artifacts[${index}]`;
      return {
        component,
        image: image ? this.text(image, 'image', `${field}.image`) : null,
        ...(dockerfile && {
          dockerfile: this.text(dockerfile, 'path', `${field}.dockerfile`),
        }),
        digest: digest
          ? {
              ...digest,
              pattern:
                digest.pattern &&
                this.pattern(digest.pattern, `${field}.digest.pattern`),
            }
          : null,
      };
    });
  }

  environments(
    environments: EnvironmentSpec[],
    ranks: ReadonlyMap<string, number>,
  ): BoundEnvironment[] {
    const bound = environments
      .map((environment, index) =>
        this.environment(environment, ranks.get(environment.id)!, index),
      )
      .sort((a, b) => a.rank - b.rank);
    for (const [index, { id, targetName, ...target }] of bound.entries()) {
      const keys = keysOf(target);
      const first = bound.findIndex(other =>
        keysOf(other).some(key => keys.includes(key)),
      );
      if (first < index) {
        throw new BadBinding({
          field: PARAMETERS_FIELD,
          message: `${bound[first].id} and ${id} would be the same target, ${targetName}`,
        });
      }
    }
    return bound;
  }

  private environment(
    environment: EnvironmentSpec,
    rank: number,
    index: number,
  ): BoundEnvironment {
    const field = `spec.environments[${index}]`;
    const here = { ...this.scope, environment: { id: environment.id } };
    const target = this.target(environment, `${field}.target`, here);
    const named = this.nameTarget(target, `${field}.target`);
    return {
      ...environment,
      accepts: environment.accepts.map((accepts, position) =>
        this.accepts(accepts, `${field}.accepts[${position}]`),
      ),
      deploy: this.deploy(environment.deploy, `${field}.deploy`),
      alarms: environment.alarms?.map((alarm, position) => ({
        ...alarm,
        name: this.text(
          alarm.name,
          'path',
          `${field}.alarms[${position}].name`,
          here,
        ),
      })),
      ...(environment.github && {
        github: this.github(environment.github, `${field}.github`, here),
      }),
      rank,
      target,
      ...named,
      verify: environment.verify.map((verification, position) =>
        this.durations(verification, `${field}.verify[${position}]`),
      ),
      urls: Object.fromEntries(
        Object.entries(environment.urls ?? {}).map(([name, url]) => [
          name,
          this.text(url, 'url', `${field}.urls.${name}`, here),
        ]),
      ),
      links: (environment.links ?? []).map(({ title, url }, position) => ({
        title,
        url: this.text(url, 'url', `${field}.links[${position}].url`, here),
      })),
    };
  }

  private durations(config: TypedConfig, field: string): TypedConfig {
    return fillDurations(config, (template, name) => {
      const value = this.text(template, 'name', `${field}.${name}`);
      const result = durationSchema.safeParse(value);
      if (result.success) return value;
      return this.fail(
        lookupsIn(template)[0],
        `${field}.${name}`,
        firstIssue(result.error, '').message,
      );
    });
  }

  private github(
    github: NonNullable<EnvironmentSpec['github']>,
    field: string,
    scope: LookupScope,
  ): EnvironmentSpec['github'] {
    return {
      ...github,
      environments: github.environments?.map((expected, position) => ({
        ...expected,
        name: this.text(
          expected.name,
          'path',
          `${field}.environments[${position}].name`,
          scope,
        ),
      })),
    };
  }

  private deploy(
    deploy: EnvironmentSpec['deploy'],
    field: string,
  ): EnvironmentSpec['deploy'] {
    const { automatic } = deploy;
    if (!automatic) return deploy;
    const own = (pattern: string | undefined, name: string) =>
      pattern && this.pattern(pattern, `${field}.automatic.${name}`);
    return {
      ...deploy,
      automatic: {
        ...automatic,
        branch: own(automatic.branch, 'branch'),
        tag: own(automatic.tag, 'tag'),
      },
    };
  }

  private nameTarget(target: BoundEnvironment['target'], field: string) {
    const provider = this.targets.get(target.type)!;
    try {
      const keys = provider.targetKeys?.(target);
      return {
        targetKey: `${target.type}:${provider.targetKey(target)}`,
        ...(keys && { targetKeys: [...keys].sort() }),
        targetName: provider.nameOf(target),
      };
    } catch (error) {
      return this.fail(undefined, field, (error as Error).message);
    }
  }

  private target(
    { target }: EnvironmentSpec,
    field: string,
    scope: LookupScope,
  ): BoundEnvironment['target'] {
    const resolved = this.guard(field, () => resolveDeep(target, scope));
    const result = this.targets.get(target.type)!.schema.safeParse(resolved);
    if (result.success) return result.data as BoundEnvironment['target'];
    const issue = firstIssue(result.error, field);
    const template = result.error.issues[0].path.reduce<unknown>(
      (value, key) => (value as Record<PropertyKey, unknown>)?.[key],
      target,
    );
    const lookups = typeof template === 'string' ? lookupsIn(template) : [];
    const lookup =
      lookups.find(name => name.startsWith('parameters.')) ?? lookups[0];
    return this.fail(lookup, issue.field, issue.message);
  }

  private accepts(accepts: Accepts, field: string): Accepts {
    return typeof accepts === 'object' && 'branch' in accepts
      ? { branch: this.pattern(accepts.branch, `${field}.branch`) }
      : accepts;
  }

  paths(paths: ReleaseFlowSpec['paths']): Binding['paths'] {
    return paths.map((path, index) => ({
      ...path,
      ...(path.branch && {
        branch: this.pattern(path.branch, `spec.paths[${index}].branch`),
      }),
    }));
  }

  infrastructure(
    infrastructure: ReleaseFlowSpec['infrastructure'],
  ): Binding['infrastructure'] {
    if (!infrastructure) return null;
    return {
      ...infrastructure,
      path: this.text(infrastructure.path, 'path', 'spec.infrastructure.path'),
      runName: this.pattern(
        infrastructure.runName,
        'spec.infrastructure.runName',
      ),
      jobName:
        infrastructure.jobName &&
        this.pattern(infrastructure.jobName, 'spec.infrastructure.jobName'),
    };
  }

  runbooks(runbooks: ReleaseFlowSpec['runbooks']): Binding['runbooks'] {
    return runbooks?.map((runbook, index) => ({
      ...runbook,
      inputs:
        runbook.inputs &&
        Object.fromEntries(
          Object.entries(runbook.inputs).map(([name, input]) => [
            name,
            {
              ...input,
              pattern:
                input.pattern &&
                this.pattern(
                  input.pattern,
                  `spec.runbooks[${index}].inputs.${name}.pattern`,
                ),
            },
          ]),
        ),
    }));
  }

  docs(docs: ReleaseFlowSpec['docs']): Binding['docs'] {
    return docs
      ? { ...docs, site: this.text(docs.site, 'url', 'spec.docs.site') }
      : null;
  }
}
