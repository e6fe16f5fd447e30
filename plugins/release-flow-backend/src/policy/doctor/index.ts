import type { DoctorFinding } from 'backstage-plugin-release-flow-common';
import { checkBranches } from './branches';
import { checkCredentials } from './credentials';
import { checkDockerfiles } from './dockerfiles';
import { checkDrill } from './drill';
import { checkEnvironments } from './environments';
import type { ServiceFacts } from './facts';
import { checkNames } from './names';
import { checkReaders } from './people';
import { checkAccess, checkHooks, checkMain, checkPages } from './repository';
import { checkSideDoors } from './sideDoors';
import { checkTargets } from './targets';
import { checkWorkflows } from './workflows';

export * from './facts';
export { CODES } from './codes';
export {
  bindingBroken,
  checkFlow,
  type Capability,
  type FlowFacts,
} from './flow';
export { githubNamesOf } from './names';
export { decidingGates } from './people';

const CHECKS: Array<(facts: ServiceFacts) => DoctorFinding[]> = [
  checkAccess,
  checkWorkflows,
  checkSideDoors,
  checkCredentials,
  checkEnvironments,
  checkNames,
  checkBranches,
  checkMain,
  checkReaders,
  checkTargets,
  checkDockerfiles,
  checkPages,
  checkHooks,
  checkDrill,
];
const RANK = { error: 0, warning: 1, info: 2 };

/** Everything that is not as declared, the worst first. */
export function checkService(facts: ServiceFacts): DoctorFinding[] {
  return worstFirst(CHECKS.flatMap(check => check(facts)));
}

export function worstFirst(findings: DoctorFinding[]): DoctorFinding[] {
  return findings
    .map(({ ...found }) => found)
    .sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}
