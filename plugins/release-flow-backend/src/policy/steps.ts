import type { Plan, Step } from 'backstage-plugin-release-flow-common';
import { artifactWord } from './artifactWord';
import type { BoundEnvironment } from './binding';

type StepSeed = Pick<Step, 'id' | 'title' | 'detail'>;

/** How a verification reads to people; modules bring their own. */
export type VerificationTitle = (config: Record<string, unknown>) => {
  title: string;
  detail: string;
};

function deploySteps(plan: Plan, environment: BoundEnvironment): StepSeed[] {
  const { deployer } = plan;
  const word = artifactWord(plan.artifact);
  switch (deployer.by) {
    case 'target':
      return [
        {
          id: 'deploy',
          title: `Point ${environment.targetName} at the ${word}`,
          detail: 'One change of the target, sent once',
        },
      ];
    case 'workflow':
      return [
        {
          id: 'deploy',
          title: `Run ${deployer.workflow}`,
          detail: Object.entries(deployer.inputs as Record<string, string>)
            .filter(([name]) => name !== deployer.correlationInput)
            .map(([name, value]) => `${name}: ${value}`)
            .join(', '),
        },
        {
          id: 'observe',
          title: `See ${environment.targetName} set to the ${word}`,
          detail: 'Read from the target itself',
        },
      ];
    case 'module':
      return [
        {
          id: 'deploy',
          title: `Deploy by ${deployer.deployer}`,
          detail: 'One change, sent once',
        },
        {
          id: 'observe',
          title: `See ${environment.targetName} set to the ${word}`,
          detail: 'Read from the target itself',
        },
      ];
    case 'tag':
      return [
        {
          id: 'deploy',
          title: `Make the tag ${deployer.tag}`,
          detail: startedDetail(deployer),
        },
        {
          id: 'observe',
          title: `See ${environment.targetName} set to it`,
          detail: 'Read from the target itself',
        },
      ];
    case 'branch':
      return [
        {
          id: 'deploy',
          title: branchTitle(deployer),
          detail: startedDetail(deployer),
        },
        {
          id: 'observe',
          title: `See ${environment.targetName} set to it`,
          detail: 'Read from the target itself',
        },
      ];
    case 'external':
      return [
        {
          id: 'observe',
          title: `See ${environment.targetName} set to the ${word}`,
          detail: 'The change is made elsewhere; we watch for it',
        },
      ];
    default:
      return [{ id: 'deploy', title: `Deploy by ${deployer.by}`, detail: '' }];
  }
}

function branchTitle({
  branch,
  method,
  pullRequest,
}: Plan['deployer']): string {
  if (pullRequest) return `Bring it into ${branch} by a pull request`;
  return method === 'merge'
    ? `Merge it into ${branch}`
    : `Pick it to ${branch}`;
}

function startedDetail({ workflows, message }: Plan['deployer']): string {
  const files = (workflows ?? []) as string[];
  return files.length > 0
    ? `Starts ${files.join(' and ')}`
    : String(message ?? 'One push');
}

/** Everything that will happen after the gates, in order. */
export function stepsOf(
  plan: Plan,
  environment: BoundEnvironment,
  titleOf: VerificationTitle,
): Step[] {
  const seeds: StepSeed[] = [
    ...deploySteps(plan, environment),
    ...plan.verifications.map((config, index) => ({
      id: `verify-${index}`,
      ...titleOf(config),
    })),
  ];
  return seeds.map(seed => ({
    ...seed,
    state: 'pending',
    startedAt: null,
    finishedAt: null,
    usuallyMs: null,
    url: null,
  }));
}

/** The same steps with one of them changed. */
export function withStep(
  steps: Step[],
  id: string,
  change: Partial<Step>,
): Step[] {
  return steps.map(step => (step.id === id ? { ...step, ...change } : step));
}

/** The same steps, with what was running failed. */
export function failSteps(steps: Step[]): Step[] {
  return steps.map(step =>
    step.state === 'running' ? { ...step, state: 'failed' } : step,
  );
}

/**
 * Verifications that have passed: by type once all of it have, and one by one as `http /health`, or
 * `http api /health` where it names its URL.
 */
export function passedVerifications(operation: {
  plan: Plan | null;
  steps: Step[];
}): string[] {
  const all = (operation.plan?.verifications ?? []).map((config, index) => ({
    type: String(config.type),
    name: [config.type, config.url, config.path].filter(Boolean).join(' '),
    isDone:
      operation.steps.find(({ id }) => id === `verify-${index}`)?.state ===
      'done',
  }));
  const passed = all.flatMap(({ type, name, isDone }) => [
    ...(isDone && name !== type ? [name] : []),
    ...(isWhole(all, type) ? [type] : []),
  ]);
  return [...new Set(passed)];
}

function isWhole(
  all: Array<{ type: string; isDone: boolean }>,
  wanted: string,
): boolean {
  return all.every(({ type, isDone }) => type !== wanted || isDone);
}

/** Median duration of each finished step, milliseconds. */
export function usualDurations(history: Step[][]): Map<string, number> {
  const durations = new Map<string, number[]>();
  for (const step of history.flat()) {
    if (step.state !== 'done' || !step.startedAt || !step.finishedAt) continue;
    const ms = Date.parse(step.finishedAt) - Date.parse(step.startedAt);
    durations.set(step.id, [...(durations.get(step.id) ?? []), ms]);
  }
  return new Map(
    [...durations].map(([id, values]) => {
      const sorted = values.sort((a, b) => a - b);
      return [id, sorted[Math.floor((sorted.length - 1) / 2)]];
    }),
  );
}
