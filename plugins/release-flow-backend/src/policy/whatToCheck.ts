import type {
  PromotionGuide,
  ReleaseFlowSpec,
} from 'backstage-plugin-release-flow-common';
import type { OperationRecord, RuntimeRecord } from '../database/records';
import type { BoundEnvironment } from './binding';
import { settingTrouble } from './settings';

type Check = PromotionGuide['checks'][number];
type Link = Check['links'][number];

export interface TroubleFacts {
  operation: Pick<
    OperationRecord,
    | 'state'
    | 'code'
    | 'message'
    | 'trouble'
    | 'steps'
    | 'gates'
    | 'memory'
    | 'base'
  >;
  environment: BoundEnvironment;
  runtime: RuntimeRecord | undefined;
  troubleshooting: NonNullable<ReleaseFlowSpec['troubleshooting']>;
  /** The page of the environment's service, for the way back. */
  canRollBack: boolean;
}

/** States in which it stands still and a person has to look. */
const STUCK = ['failed', 'errored', 'rolled-back', 'attention'];

/** What to look at, the likeliest first; nothing while all goes well. Pure. */
export function whatToCheck(facts: TroubleFacts): Check[] {
  const { operation } = facts;
  const isStuck = STUCK.includes(operation.state) || operation.trouble !== null;
  if (!isStuck) return [];
  return [
    ...failingStep(facts),
    ...credentials(facts),
    ...rollout(facts),
    ...stopped(facts),
    ...events(facts),
    ...secrets(facts),
    ...settings(facts),
    ...health(facts),
    ...declared(facts),
    ...wayBack(facts),
  ];
}

const check = (
  id: string,
  title: string,
  detail: string,
  links: Link[] = [],
): Check => ({ id, title, detail, links });

function failingStep({ operation }: TroubleFacts): Check[] {
  const step =
    operation.steps.find(({ state }) => state === 'failed') ??
    operation.steps.find(({ state }) => state === 'running');
  if (!step) return [];
  const run = operation.memory.runs?.[step.id]?.url ?? step.url;
  return [
    check(
      'step',
      `The step that ${step.state === 'failed' ? 'failed' : 'does not end'}: ${step.title}`,
      operation.trouble ?? operation.message,
      run ? [{ title: 'Its run', url: run }] : [],
    ),
  ];
}

function credentials({ operation, runtime }: TroubleFacts): Check[] {
  const said = [operation.trouble, operation.message, runtime?.error]
    .filter(Boolean)
    .find(text =>
      /sign.?in|unauthori[sz]ed|credential|forbidden|\b40[13]\b|permission|access denied|expired token/i.test(
        text!,
      ),
    );
  if (!said) return [];
  return [
    check(
      'credentials',
      'Credentials',
      `Somebody was not let in: ${said} Look whether the identity still has its roles and its secret is not expired.`,
    ),
  ];
}

function rollout({ runtime }: TroubleFacts): Check[] {
  const found = runtime?.reading?.runtime?.rollout;
  if (!found || /success|complete|live|primary/i.test(found.status)) return [];
  return [check('rollout', 'The rollout', `${found.status}: ${found.message}`)];
}

function stopped({ runtime }: TroubleFacts): Check[] {
  const told = runtime?.reading?.runtime;
  if (!told) return [];
  const ill = told.instances.filter(({ health: is }) => is === 'unhealthy');
  if (ill.length > 0) {
    const states = [...new Set(ill.map(({ state }) => state))].join(', ');
    return [
      check(
        'instances',
        'Instances that are not well',
        `${ill.length} of ${told.instances.length}: ${states}. Look why the container stopped.`,
        told.links,
      ),
    ];
  }
  return told.instances.length === 0
    ? [
        check(
          'instances',
          'Nothing runs',
          `The platform says ${told.state} and names no instance.`,
          told.links,
        ),
      ]
    : [];
}

function events({ runtime }: TroubleFacts): Check[] {
  const told = runtime?.reading?.runtime?.events.slice(0, 3) ?? [];
  if (told.length === 0) return [];
  return [
    check(
      'events',
      'What the platform reported last',
      told.map(({ message }) => message).join(' · '),
    ),
  ];
}

function secrets({ runtime }: TroubleFacts): Check[] {
  const broken = (runtime?.reading?.references ?? []).filter(
    ({ resolved }) => !resolved,
  );
  if (broken.length === 0) return [];
  return [
    check(
      'secrets',
      'Secrets that do not resolve',
      broken.map(({ name, status }) => `${name} is ${status}`).join(', '),
    ),
  ];
}

function settings({ environment, runtime }: TroubleFacts): Check[] {
  const found = runtime?.reading?.settings;
  if (!found) return [];
  const { missing, differing } = settingTrouble(environment, found);
  const said = [
    missing.length > 0 && `missing: ${missing.join(', ')}`,
    differing.length > 0 && `not as expected: ${differing.join(', ')}`,
  ].filter(Boolean);
  return said.length > 0
    ? [check('settings', 'Settings', said.join('; '))]
    : [];
}

function health({ environment, runtime }: TroubleFacts): Check[] {
  const told = runtime?.reading?.runtime;
  const wanted = environment.platform?.healthPath;
  if (!told || (wanted ? wanted === told.healthPath : told.healthPath)) {
    return [];
  }
  return [
    check(
      'health',
      'The health check',
      told.healthPath
        ? `The platform asks ${told.healthPath}, the flow expects ${wanted}.`
        : `The platform asks no path for health${wanted ? `, the flow expects ${wanted}` : ''}.`,
    ),
  ];
}

function declared({ troubleshooting, environment }: TroubleFacts): Check[] {
  return troubleshooting.map(({ title, steps }, index) =>
    check(
      `declared-${index}`,
      title,
      steps.join('\n'),
      index === 0 ? environment.links : [],
    ),
  );
}

function wayBack({
  operation,
  environment,
  canRollBack,
}: TroubleFacts): Check[] {
  const title = environment.title ?? environment.id;
  if (operation.state === 'rolled-back') return [];
  const before = operation.base?.label;
  if (!before) return [];
  return [
    check(
      'way-back',
      `Roll ${title} back to ${before}`,
      canRollBack
        ? 'Go back to what ran before, then look in peace: Roll back on the card of the environment.'
        : `${title} is changed elsewhere: go back there.`,
    ),
  ];
}
