import type { TypedConfig } from 'backstage-plugin-release-flow-common';
import { isEqual, uniqWith } from 'lodash';
import type { ChecklistConfig } from '../gateSchemas';
import { checklistTitle } from '../gates/checklist';
import { heading, md, type Block } from './markdown';
import { pathTitle } from './paths';
import { titleOf, type Subject } from './subject';
import { gatesOn } from './words';

interface Found {
  where: string;
  checklist: ChecklistConfig;
}

function provenWords({ provenBy }: ChecklistConfig['items'][number]): string {
  if (!provenBy) return '';
  if (provenBy === 'release-notes') return ' *(ticks itself: release notes)*';
  const by =
    'gate' in provenBy
      ? `the gate ${provenBy.gate}`
      : `the verification ${provenBy.verification}`;
  return ` *(ticks itself: ${md(by)})*`;
}

/** Every checklist, to be copied where it is needed. */
export function checklistsSection(subject: Subject): Block[] {
  const isChecklist = ({ type }: TypedConfig) => type === 'checklist';
  const found: Found[] = [
    ...subject.paths.flatMap(path =>
      gatesOn(subject, path)
        .filter(isChecklist)
        .map(gate => ({
          where: `Before ${pathTitle(subject, path)}`,
          checklist: gate as unknown as ChecklistConfig,
        })),
    ),
    ...subject.environments.flatMap(environment =>
      environment.verify.filter(isChecklist).map(gate => ({
        where: `After a deployment to ${titleOf(environment)}`,
        checklist: gate as unknown as ChecklistConfig,
      })),
    ),
  ];
  if (found.length === 0) return [];
  const lists = uniqWith(
    found.map(({ checklist }) => checklist),
    isEqual,
  );
  return [
    heading(2, 'Checklists'),
    ...lists.flatMap(checklist => [
      heading(3, checklistTitle(checklist)),
      `${found
        .filter(other => isEqual(other.checklist, checklist))
        .map(({ where }) => md(where))
        .join('; ')}.`,
      checklist.items
        .map(
          item =>
            `- [ ] ${md(item.text)}${item.evidence ? ' *(say what was seen)*' : ''}${provenWords(item)}`,
        )
        .join('\n'),
    ]),
  ];
}
