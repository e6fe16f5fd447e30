import type {
  LogLine,
  TargetProvider,
  TargetRuntime,
} from 'backstage-plugin-release-flow-node';
import { withoutSecrets } from './secrets';

const LONGEST_LINE = 2_000;

/** The same target, whose log, events and settings are told without what looks like a credential. */
export function cleanTarget(target: TargetProvider): TargetProvider {
  const { logs, runtime } = target;
  const changed: Partial<TargetProvider> = {
    ...(logs && {
      logs: async (...asked) =>
        (await logs.apply(target, asked)).map(cleanLine),
    }),
    ...(runtime && {
      runtime: async (...asked) =>
        cleanRuntime(await runtime.apply(target, asked)),
    }),
  };
  return new Proxy(target, {
    get(own, name) {
      const mine = Reflect.get(changed, name);
      if (mine) return mine;
      const value = Reflect.get(own, name, own);
      return typeof value === 'function' ? value.bind(own) : value;
    },
  });
}

function cleanLine({ at, text }: LogLine): LogLine {
  return { at, text: withoutSecrets(text).slice(0, LONGEST_LINE) };
}

function cleanRuntime(runtime: TargetRuntime): TargetRuntime {
  return {
    ...runtime,
    settings: runtime.settings.map(({ name, value }) => ({
      name,
      ...(value !== undefined && { value: withoutSecrets(value) }),
    })),
    events: runtime.events.map(({ at, message }) => ({
      at,
      message: withoutSecrets(message),
    })),
    ...(runtime.rollout && {
      rollout: {
        ...runtime.rollout,
        message: withoutSecrets(runtime.rollout.message),
      },
    }),
  };
}
