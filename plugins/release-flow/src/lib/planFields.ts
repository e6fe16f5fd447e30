import { capitalise } from './text';

/** Parts of a plan in the words of the pages. */
const PARTS: Record<string, string> = {
  artifact: 'What moves',
  base: 'What runs now',
  commit: 'Commit',
  deployer: 'How it is deployed',
  emergency: 'Emergency',
  environment: 'Environment',
  from: 'Where it comes from',
  intent: 'What is asked for',
  onFailure: 'If it fails',
  target: 'Target',
};

const NAMED: Record<string, string> = {
  gates: 'Gate',
  verifications: 'Verification',
};

/** `gates.approvals.required` as a part of the plan and what differs in it. */
export function describeField(field: string): { part: string; rest: string } {
  const [first, second, ...others] = field.split('.');
  if (NAMED[first] && second) {
    return { part: `${NAMED[first]} ${second}`, rest: others.join('.') };
  }
  return {
    part: PARTS[first] ?? capitalise(first),
    rest: [second, ...others].filter(Boolean).join('.'),
  };
}
