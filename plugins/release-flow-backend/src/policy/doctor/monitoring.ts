import type {
  DoctorFinding,
  EnvironmentSpec,
  MonitoringLevel,
} from 'backstage-plugin-release-flow-common';
import { finding } from './codes';

export type Watch = 'health' | 'metrics' | 'journey' | 'alerting' | 'on-call';

/** What each level promises, after the five levels of the environments' documentation. */
export const MONITORING: Record<MonitoringLevel, Watch[]> = {
  basic: ['health'],
  metrics: ['health', 'metrics'],
  journeys: ['health', 'journey'],
  'production-like': ['health', 'metrics', 'journey'],
  comprehensive: ['health', 'metrics', 'journey', 'alerting', 'on-call'],
};

const MENDED_BY: Record<Watch, string> = {
  health: 'verify: [{ type: http, path: /health }]',
  metrics:
    'alarms, a verification of type alarms or bake, or a link to the dashboard',
  journey: 'verify: [{ type: workflow, file: smoke.yaml }], or a checklist',
  alerting:
    'alarms, with a verification of type alarms, or a link to the alerts',
  'on-call':
    'allow.emergency, an emergency group of the approvals, or a link named On call',
};

type Watched = Pick<
  EnvironmentSpec,
  'id' | 'title' | 'verify' | 'gates' | 'alarms' | 'links' | 'allow'
> &
  Partial<Pick<EnvironmentSpec, 'monitoringLevel'>>;

/** What an environment declares to be watched by. */
export function watchesOf(environment: Watched): Set<Watch> {
  const { verify, gates, alarms = [], links = [], allow } = environment;
  const verifies = (...types: string[]) =>
    verify.some(({ type }) => types.includes(type));
  const isLinked = (pattern: RegExp) =>
    links.some(({ title }) => pattern.test(title));
  const declaresAlarms =
    alarms.length > 0 ||
    [...verify, ...gates].some(({ type }) => type.endsWith('alarms'));
  const hasEmergency =
    (allow?.emergency ?? []).length > 0 ||
    gates.some(gate => 'emergency' in gate);
  const found: Array<[Watch, boolean]> = [
    ['health', verifies('http', 'warm-up', 'http-site', 'availability')],
    [
      'metrics',
      declaresAlarms ||
        verifies('bake') ||
        isLinked(/dashboard|metric|grafana/i),
    ],
    ['journey', verifies('workflow', 'checklist')],
    ['alerting', declaresAlarms || isLinked(/alert/i)],
    ['on-call', hasEmergency || isLinked(/on.?call|pager/i)],
  ];
  return new Set(found.filter(([, is]) => is).map(([watch]) => watch));
}

/** Environments that are watched less than their level says. */
export function checkMonitoring(environments: Watched[]): DoctorFinding[] {
  return environments.flatMap(environment => {
    const { id, title = id, monitoringLevel } = environment;
    if (!monitoringLevel) return [];
    const present = watchesOf(environment);
    const missing = MONITORING[monitoringLevel].filter(it => !present.has(it));
    if (missing.length === 0) return [];
    return [
      finding('monitoring-thin', {
        environment: id,
        subject: `monitoring of ${id}`,
        message: `${title} declares the monitoring level ${monitoringLevel}, but no ${missing.join(', no ')}.`,
        fix: missing.map(it => `${it}: ${MENDED_BY[it]}`).join('; '),
      }),
    ];
  });
}
