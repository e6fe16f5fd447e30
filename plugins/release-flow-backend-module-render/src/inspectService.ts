import type {
  Finding,
  TargetExpectation,
} from 'backstage-plugin-release-flow-node';
import type { RenderService } from './answers';
import type { RenderTargetConfig } from './renderSchema';

interface Inspected {
  config: RenderTargetConfig;
  service: RenderService;
  settings: Array<{ name: string }>;
  expected: TargetExpectation;
}

type Difference = Pick<
  Finding,
  'code' | 'severity' | 'message' | 'why' | 'fix'
>;

/** Nothing can be compared with a service that can't be found. */
export function missingService(
  { service }: RenderTargetConfig,
  { environment }: TargetExpectation,
  { message }: Error,
): Finding {
  return {
    code: 'render-service-missing',
    severity: 'error',
    subject: `service ${service}`,
    message,
    why: `Nothing can be deployed to ${environment}.`,
    fix: 'Make the service in Render, or mend target.service, target.kind or target.owner of the flow.',
  };
}

/** What of a service is not as its flow expects it. */
export function inspectService(inspected: Inspected): Finding[] {
  const { service } = inspected;
  const found = [
    suspension(inspected),
    automaticDeploys(inspected),
    branch(inspected),
    healthPath(inspected),
    publishPath(inspected),
    ...scaling(inspected),
    ...missingSettings(inspected),
  ];
  return found.flatMap(difference =>
    difference
      ? {
          ...difference,
          subject: `service ${service.name}`,
          url: service.dashboardUrl,
        }
      : [],
  );
}

function suspension({ service }: Inspected): Difference | undefined {
  if (service.suspended === 'not_suspended') return undefined;
  return {
    code: 'render-suspended',
    severity: 'error',
    message: `${service.name} is suspended (${service.suspenders.join(', ') || 'nobody says by whom'}).`,
    why: 'It serves nobody, and a deploy does not wake it.',
    fix: 'Resume the service in Render.',
  };
}

function automaticDeploys({
  service,
  expected,
}: Inspected): Difference | undefined {
  const wanted = expected.platform?.autoDeploy;
  const isOn = service.autoDeploy === 'yes';
  if (wanted === undefined || wanted === isOn) return undefined;
  return isOn
    ? {
        code: 'render-auto-deploy',
        severity: expected.tier === 'production' ? 'error' : 'warning',
        message: `Render deploys every push to ${service.branch ?? 'the branch'} to ${service.name} by itself.`,
        why: 'What goes live that way passes no gate, and undoes a rollback.',
        fix: 'Set Auto-Deploy of the service to Off.',
      }
    : {
        code: 'render-auto-deploy',
        severity: 'warning',
        message: `Render does not deploy pushes to ${service.name}, and the flow counts on it.`,
        why: `${expected.environment} stays behind without anybody being told.`,
        fix: 'Set Auto-Deploy of the service to On Commit.',
      };
}

function branch({ config, service }: Inspected): Difference | undefined {
  if (!config.branch || service.branch === config.branch) return undefined;
  return {
    code: 'render-branch',
    severity: 'error',
    message: `${service.name} is connected to ${service.branch ?? 'no branch'}, not ${config.branch}.`,
    why: 'A push to the branch that the flow names does not reach it, and one to the other does.',
    fix: `Set the branch of the service to ${config.branch}.`,
  };
}

function healthPath({
  config,
  service,
  expected,
}: Inspected): Difference | undefined {
  const wanted = expected.platform?.healthPath;
  const present = service.serviceDetails.healthCheckPath ?? '';
  if (config.kind !== 'web_service' || !wanted || present === wanted) {
    return undefined;
  }
  return {
    code: 'render-health-path',
    severity: 'error',
    message: present
      ? `Render asks ${present} for the health of ${service.name}, not ${wanted}.`
      : `Render asks no path for the health of ${service.name}.`,
    why: 'A rolling deploy hands over once that path answers; another one may answer too early or never.',
    fix: `Set the health check path of the service to ${wanted}.`,
  };
}

function publishPath({
  config,
  service,
  expected,
}: Inspected): Difference | undefined {
  const wanted = expected.platform?.publishPath;
  const present = service.serviceDetails.publishPath ?? '';
  if (config.kind !== 'static_site' || !wanted || present === wanted) {
    return undefined;
  }
  return {
    code: 'render-publish-path',
    severity: 'error',
    message: `${service.name} publishes ${present || 'nothing'}, not ${wanted}.`,
    why: 'The build would succeed, and an old or empty site be served.',
    fix: `Set the publish directory of the service to ${wanted}.`,
  };
}

function scaling({ config, service, expected }: Inspected): Difference[] {
  const { instances, cpuTarget, memoryTarget } = expected.platform ?? {};
  const { autoscaling, numInstances } = service.serviceDetails;
  if (config.kind !== 'web_service') return [];
  if (!instances && !cpuTarget && !memoryTarget) return [];
  if (!autoscaling?.enabled) {
    const fixed = instances && instances.min === instances.max;
    if (fixed && numInstances === instances.min) return [];
    return [
      {
        code: 'render-scaling-off',
        severity: 'warning',
        message: `${service.name} does not scale by itself; it has ${numInstances ?? 'an unknown number of'} instances.`,
        why: 'Load that the flow plans for meets too few instances.',
        fix: 'Switch autoscaling of the service on, with the limits of the flow.',
      },
    ];
  }
  const { min, max, criteria } = autoscaling;
  const rows: [string, string, number | undefined, number | undefined][] = [
    ['min', 'fewest instances', instances?.min, min],
    ['max', 'most instances', instances?.max, max],
    ['cpu', 'CPU target in percent', cpuTarget, percentOf(criteria.cpu)],
    [
      'memory',
      'memory target in percent',
      memoryTarget,
      percentOf(criteria.memory),
    ],
  ];
  return rows.flatMap(([code, name, wanted, present]) =>
    wanted === undefined || wanted === present
      ? []
      : {
          code: `render-scaling-${code}`,
          severity: 'warning' as const,
          message: `The ${name} of ${service.name}: ${present ?? 'not set'}, and the flow recommends ${wanted}.`,
          why: 'It meets load otherwise than was planned, or costs more.',
          fix: `Set the ${name} to ${wanted}, or change platform of the environment after looking at P95 latency and the error budget.`,
        },
  );
}

function percentOf(criterion: { enabled: boolean; percentage: number }) {
  return criterion.enabled ? criterion.percentage : undefined;
}

function missingSettings({
  service,
  settings,
  expected,
}: Inspected): Difference[] {
  const names = new Set(settings.map(({ name }) => name));
  return (expected.settings ?? [])
    .filter(({ name, required }) => required && !names.has(name))
    .map(({ name }) => ({
      code: 'render-setting-missing',
      severity: 'error',
      message: `${service.name} has no variable ${name} of its own.`,
      why: 'The flow says that it does not work without it.',
      fix: `Set ${name} in the environment of the service; variables of linked groups are not seen.`,
    }));
}
