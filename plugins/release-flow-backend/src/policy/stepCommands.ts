import type {
  Plan,
  PromotionGuide,
} from 'backstage-plugin-release-flow-common';
import type { Binding, BoundEnvironment } from './binding';
import { command } from './shell';
import { targetCommands } from './targetCommands';

type Commands = PromotionGuide['commands'];

interface Call {
  workflow: string;
  ref?: string | null;
  inputs?: Record<string, string>;
}

interface Subject {
  plan: Plan;
  repository: Binding['repository'];
  environment: Pick<BoundEnvironment, 'urls'>;
  commit: string | null;
}

/** For each step of a promotion, what a person types to do or to see the same. Pure. */
export function stepCommands(subject: Subject): Commands {
  const { plan } = subject;
  const target = plan.target as { type: string } & Record<string, unknown>;
  const { show, logs } = targetCommands(target, plan.artifact);
  const all: Commands = [
    { step: 'deploy', title: 'Deploy', lines: deployLines(subject, target) },
    { step: 'observe', title: 'See what the target is set to', lines: show },
    ...plan.verifications.map((config, index) => ({
      step: `verify-${index}`,
      title: 'Verify',
      lines: verifyLines(subject, config, show),
    })),
    { step: 'log', title: 'Follow its log', lines: logs },
  ];
  return all.filter(({ lines }) => lines.length > 0);
}

function deployLines(
  { plan, repository, commit }: Subject,
  target: { type: string } & Record<string, unknown>,
): string[] {
  const { deployer } = plan;
  switch (deployer.by) {
    case 'workflow':
      return [dispatch(repository, deployer as unknown as Call)];
    case 'target':
      return targetCommands(target, plan.artifact).deploy;
    case 'tag': {
      const [tag, message] = [deployer.tag, deployer.message].map(String);
      if (!commit) return [];
      return [
        command('git', 'fetch', 'origin', '--tags'),
        command('git', 'tag', '--annotate', tag, commit, '--message', message),
        command('git', 'push', 'origin', `refs/tags/${tag}`),
      ];
    }
    case 'branch': {
      const branch = String(deployer.branch);
      if (!commit) return [];
      return [
        command('git', 'fetch', 'origin'),
        command('git', 'switch', branch),
        deployer.method === 'cherry-pick'
          ? command('git', 'cherry-pick', '-x', commit)
          : command('git', 'merge', '--no-ff', commit),
        command('git', 'push', 'origin', `HEAD:refs/heads/${branch}`),
      ];
    }
    default:
      return [];
  }
}

function verifyLines(
  { repository, environment }: Subject,
  config: Record<string, unknown>,
  show: string[],
): string[] {
  switch (config.type) {
    case 'workflow':
      return [
        dispatch(repository, {
          ...(config as unknown as Call),
          workflow: String(config.workflow ?? config.file),
        }),
      ];
    case 'http': {
      const named = config.url
        ? environment.urls[String(config.url)]
        : Object.values(environment.urls)[0];
      if (!named || !URL.canParse(String(config.path), named)) return [];
      const { href } = new URL(String(config.path), named);
      return [command('curl', '--silent', '--show-error', '--include', href)];
    }
    case 'alarms':
      return [
        command(
          'aws',
          'cloudwatch',
          'describe-alarms',
          '--state-value',
          'ALARM',
        ),
      ];
    case 'digest-live':
      return show;
    default:
      return [];
  }
}

function dispatch(
  { host, slug }: Binding['repository'],
  { workflow, ref, inputs = {} }: Call,
): string {
  return command(
    ...['gh', 'workflow', 'run', workflow],
    ...['--repo', host === 'github.com' ? slug : `${host}/${slug}`],
    ...(ref ? ['--ref', ref] : []),
    ...Object.entries(inputs).flatMap(([name, value]) => [
      '--raw-field',
      `${name}=${value}`,
    ]),
  );
}
