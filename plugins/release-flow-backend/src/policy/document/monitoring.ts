import type { EnvironmentSpec } from 'backstage-plugin-release-flow-common';
import { code, heading, md, table, type Block } from './markdown';
import { filled, titleOf, type Subject } from './subject';
import { spanOf } from './words';

function platformWords({ platform }: EnvironmentSpec): string {
  if (!platform) return '';
  const { instances, cpuTarget, memoryTarget, healthPath, publishPath } =
    platform;
  return [
    ...(instances ? [`${instances.min} to ${instances.max} instances`] : []),
    ...(cpuTarget ? [`CPU ${cpuTarget} %`] : []),
    ...(memoryTarget ? [`memory ${memoryTarget} %`] : []),
    ...(healthPath ? [`health ${code(healthPath)}`] : []),
    ...(publishPath ? [`publishes ${code(publishPath)}`] : []),
    ...(platform.autoDeploy === undefined
      ? []
      : [
          platform.autoDeploy
            ? 'deploys by itself'
            : 'does not deploy by itself',
        ]),
  ].join(', ');
}

/** How closely each environment is watched, its alarms, and what its platform is set to. */
export function monitoringSection(subject: Subject): Block[] {
  const { environments } = subject;
  const rows = environments
    .filter(
      ({ monitoring, monitoringLevel, platform }) =>
        monitoring ?? monitoringLevel ?? platform,
    )
    .map(environment => [
      md(titleOf(environment)),
      environment.monitoringLevel ?? '',
      md(environment.monitoring ?? ''),
      platformWords(environment),
    ]);
  const alarms = environments.flatMap(environment =>
    (environment.alarms ?? []).map(alarm => [
      md(titleOf(environment)),
      code(filled(subject, alarm.name, environment)),
      md(alarm.metric ?? ''),
      [
        alarm.comparison && md(alarm.comparison),
        alarm.threshold,
        alarm.period && `over ${spanOf(alarm.period)}`,
      ]
        .filter(part => part !== undefined)
        .join(' '),
    ]),
  );
  if (rows.length + alarms.length === 0) return [];
  return [
    heading(2, 'Monitoring'),
    ...table(['Environment', 'Level', 'Watched', 'Platform'], rows),
    ...table(['Environment', 'Alarm', 'Metric', 'When'], alarms),
  ];
}
