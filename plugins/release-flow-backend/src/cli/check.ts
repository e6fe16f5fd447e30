import {
  ReleaseFlowClient,
  type FlowCheck,
  type FlowCheckRequest,
} from 'backstage-plugin-release-flow-common';
import { readFile } from 'fs/promises';
import { flowsIn } from './flowFile';
import type { Io } from './io';
import { connect, type PortalOptions } from './portal';

export type CheckOptions = PortalOptions & { strict?: boolean; json?: boolean };

type Entity = FlowCheckRequest['entity'];

/** `release-flow check` */
export async function checkFlow(
  io: Io,
  file: string,
  options: CheckOptions,
): Promise<number> {
  const entities = flowsIn(await readFile(file, 'utf8'), file) as Entity[];
  const { baseUrl, fetch } = await connect(options);
  const client = new ReleaseFlowClient(fetch, baseUrl);
  const checks: FlowCheck[] = [];
  for (const entity of entities) {
    checks.push(await checkAll(client, entity));
  }
  io.stdout.write(
    options.json
      ? `${JSON.stringify(checks, null, 2)}\n`
      : checks.map(textOf).join('\n'),
  );
  return checks.some(check => isRefused(check, options)) ? 1 : 0;
}

/** Page by page; a target that two pages would take is found here. */
async function checkAll(
  client: ReleaseFlowClient,
  entity: Entity,
): Promise<FlowCheck> {
  const all = await client.checkFlow({ entity });
  let cursor = all.nextCursor;
  while (cursor) {
    const page = await client.checkFlow({ entity, cursor });
    for (const list of ['breaks', 'mends', 'moved', 'promotions'] as const) {
      (all[list] as unknown[]).push(...page[list]);
    }
    all.checked += page.checked;
    cursor = page.nextCursor;
  }
  return { ...all, breaks: [...all.breaks, ...doubled(all)], nextCursor: null };
}

function doubled({ moved, breaks }: FlowCheck): FlowCheck['breaks'] {
  const first = new Map<string, string>();
  return moved.flatMap(({ service, environment, target, targetKey }) => {
    const holder = first.get(targetKey);
    if (!holder) first.set(targetKey, service);
    if (!holder || breaks.some(({ service: of }) => of === service)) return [];
    const message = `${target} of ${environment} would be taken by ${holder} as well`;
    return [{ service, field: 'spec.releaseFlow.parameters', message }];
  });
}

function isRefused(check: FlowCheck, { strict }: CheckOptions): boolean {
  const { error, breaks, gates, environments, promotions } = check;
  if (error || breaks.length > 0) return true;
  return (
    strict === true &&
    gates.length + environments.length + promotions.length > 0
  );
}

function textOf(check: FlowCheck): string {
  const { flow, error, checked, hidden } = check;
  if (error) {
    return `${flow.ref} would be refused\n  ${error.field}: ${error.message}\n`;
  }
  const state = flow.changed ? 'changed' : 'as it is in the portal';
  const unseen = hidden > 0 ? `, ${hidden} that you may not see were not` : '';
  const known = flow.known ? state : 'new to the portal';
  return [
    `${flow.ref} (${known}): ${checked} services checked${unseen}`,
    ...section(
      'Bindings that break',
      check.breaks.map(
        ({ service, field, message }) => `${service}  ${field}: ${message}`,
      ),
    ),
    ...section('Environments that go', check.environments),
    ...section(
      'Gates and verifications that go or change',
      check.gates.map(
        ({ environment, from, kind, type, change, message }) =>
          `${from ? `${from} → ` : ''}${environment}: ${kind} ${type} ${change}, ${message}`,
      ),
    ),
    ...section(
      'Open promotions that become void',
      check.promotions.map(
        ({ number, service, environment, label, fields }) =>
          `${number}  ${label} to ${environment} of ${service}: ${fields.join(', ')}`,
      ),
    ),
    ...section(
      'Environments that get another target',
      check.moved.map(
        ({ service, environment, target }) =>
          `${environment} of ${service}: ${target}`,
      ),
    ),
    ...section('Bindings that are mended', check.mends),
    '',
  ].join('\n');
}

function section(title: string, lines: string[]): string[] {
  return lines.length > 0 ? [`${title}:`, ...lines.map(of => `  ${of}`)] : [];
}
