import type {
  PathSpec,
  TypedConfig,
} from 'backstage-plugin-release-flow-common';
import type { ApprovalsConfig } from '../gateSchemas';
import { heading, md, table, type Block } from './markdown';
import { pathTitle } from './paths';
import { titleOf, type Subject } from './subject';
import {
  WAY_BACK,
  gateName,
  gatesOn,
  peopleOf,
  rollbackGatesOf,
  spanOf,
} from './words';

function row(
  subject: Subject,
  where: string,
  gate: TypedConfig,
  way: PathSpec | typeof WAY_BACK,
): string[] {
  if (gate.type === 'sign-off') {
    const { from: people } = gate as unknown as { from: string[] };
    return [
      md(where),
      'sign-off',
      peopleOf(people),
      md(gateName(subject, gate, way)),
    ];
  }
  const approvals = gate as unknown as ApprovalsConfig;
  const { required, requiredWhenCritical, expiresIn, emergency } = approvals;
  return [
    md(where),
    `${required}${requiredWhenCritical ? `, ${requiredWhenCritical} when critical` : ''}`,
    peopleOf(approvals.from),
    [
      ...(approvals.preventSelfApproval ? ['not who asked'] : []),
      ...(expiresIn ? [`within ${spanOf(expiresIn)}`] : []),
      ...(emergency
        ? [`emergency: ${emergency.required} of ${peopleOf(emergency.from)}`]
        : []),
    ].join(', '),
  ];
}

const ofPeople = ({ type }: TypedConfig) =>
  type === 'approvals' || type === 'sign-off';

/** Whose voice is needed where, nobody's included. */
export function approvalsSection(subject: Subject): Block[] {
  const rows = subject.paths.flatMap(path => {
    const gates = gatesOn(subject, path).filter(ofPeople);
    const where = pathTitle(subject, path);
    return gates.length > 0
      ? gates.map(gate => row(subject, where, gate, path))
      : [[md(where), 'none', '', '']];
  });
  const back = subject.environments.flatMap(environment =>
    rollbackGatesOf(environment)
      .filter(ofPeople)
      .map(gate =>
        row(subject, `Rollback in ${titleOf(environment)}`, gate, WAY_BACK),
      ),
  );
  return [
    heading(2, 'Approvals'),
    ...table(['Where', 'Approvals', 'From', 'Rules'], [...rows, ...back]),
    'Approvals are for one plan: when what would happen changes, they are asked for again. Every decision stays in the history, with who took it and why.',
  ];
}
