import type { TypedConfig } from 'backstage-plugin-release-flow-common';
import { lookupsIn } from './lookups';

/** Fields of a verification that a parameter of the service may give. */
const FIELDS = ['for', 'within'];
const ONE_PARAMETER = /^\$\{\{ *parameters\.[\w-]+ *\}\}$/;
/** Stands for a duration that is known once a service is bound. */
const SOME = 'PT1H';

export function isDurationParameter(value: unknown): value is string {
  return typeof value === 'string' && ONE_PARAMETER.test(value);
}

/** The config with its parameters put in. */
export function fillDurations(
  config: TypedConfig,
  valueOf: (template: string, field: string) => string,
): TypedConfig {
  const given = FIELDS.flatMap(field => {
    const value = config[field];
    return isDurationParameter(value) ? [[field, valueOf(value, field)]] : [];
  });
  return { ...config, ...Object.fromEntries(given) };
}

/** Checks the config as if its parameters were given; what comes back has them again. */
export function parseWithDurations<T>(
  config: TypedConfig,
  parse: (config: TypedConfig) => T,
): T {
  const parsed = parse(fillDurations(config, () => SOME));
  const templates = FIELDS.filter(field => isDurationParameter(config[field]));
  return {
    ...parsed,
    ...Object.fromEntries(templates.map(field => [field, config[field]])),
  };
}

/** What holds where a service says nothing else; the names of the parameters that could. */
export function withDefaults(
  config: TypedConfig,
  parameters: Record<string, unknown> | undefined,
): { config: TypedConfig; names: string[] } {
  const properties = (parameters?.properties ?? {}) as Record<
    string,
    { default?: unknown } | undefined
  >;
  const names: string[] = [];
  const filled = fillDurations(config, template => {
    const name = lookupsIn(template)[0].slice('parameters.'.length);
    const value = properties[name]?.default;
    if (typeof value !== 'string') return template;
    names.push(name);
    return value;
  });
  return { config: filled, names };
}
