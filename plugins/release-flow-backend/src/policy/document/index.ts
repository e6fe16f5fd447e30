import { approvalsSection } from './approvals';
import { checklistsSection } from './checklists';
import { deploymentTypesSection } from './deployments';
import { environmentsSection } from './environments';
import { ephemeralSection } from './ephemeral';
import { glanceSection } from './glance';
import {
  announcementsSection,
  githubSection,
  practicesSection,
  runtimeSection,
  troubleshootingSection,
} from './guidance';
import { hotfixSection } from './hotfix';
import { heading, listed, md, type Block } from './markdown';
import { monitoringSection } from './monitoring';
import { normalReleaseSection } from './normalRelease';
import { branchesSection, docsSection, infrastructureSection } from './outside';
import { pathsSection } from './paths';
import { rollbackSection } from './rollback';
import { runbooksSection } from './runbooks';
import {
  subjectOf,
  titleOf,
  type DocumentRequest,
  type Subject,
} from './subject';
import { verificationsSection } from './verifications';
import { versionsSection } from './versions';
import { windowsSection } from './windows';

export type { DocumentRequest, DocumentWords } from './subject';

function introSection({
  title,
  spec,
  binding,
  environments,
}: Subject): Block[] {
  const places = listed(environments.map(each => md(titleOf(each))));
  const of = binding ? ` of ${binding.service.title}` : '';
  return [
    heading(1, `${title}${of}`),
    ...(spec.description ? [md(spec.description)] : []),
    `How changes reach ${places}. Made from the flow's declaration, which is what Release Flow goes by.`,
  ];
}

const SECTIONS = [
  introSection,
  glanceSection,
  environmentsSection,
  pathsSection,
  approvalsSection,
  deploymentTypesSection,
  normalReleaseSection,
  hotfixSection,
  rollbackSection,
  ephemeralSection,
  docsSection,
  infrastructureSection,
  branchesSection,
  versionsSection,
  checklistsSection,
  verificationsSection,
  windowsSection,
  monitoringSection,
  announcementsSection,
  runbooksSection,
  troubleshootingSection,
  runtimeSection,
  practicesSection,
  githubSection,
];

/** A flow as Markdown with Mermaid diagrams. Pure: the same declaration gives the same text. */
export function renderFlowDocument(request: DocumentRequest): string {
  const subject = subjectOf(request);
  const blocks = SECTIONS.flatMap(section => section(subject));
  return `${blocks.join('\n\n')}\n`;
}
