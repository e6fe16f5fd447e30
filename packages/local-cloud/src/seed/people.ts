import type { Access, Person } from '../state/githubModel';

const HUMANS: [login: string, name: string][] = [
  ['ada', 'Ada Lindqvist'],
  ['ben', 'Ben Okafor'],
  ['mona', 'Mona Haddad'],
  ['lars', 'Lars Vinter'],
  ['raj', 'Raj Patel'],
  ['vera', 'Vera Chen'],
];

/** The sample organisation, its machine user, and the user of Actions itself. */
export function samplePeople(): Person[] {
  return [
    ...HUMANS.map(([login, name], index) => ({
      id: 101 + index,
      login,
      name,
      email: `${login}@acme.example`,
      kind: 'User' as const,
    })),
    {
      id: 150,
      login: 'release-flow-bot',
      name: 'Release Flow',
      email: 'release-flow-bot@acme.example',
      kind: 'User',
    },
    {
      id: 151,
      login: 'github-actions[bot]',
      name: 'github-actions[bot]',
      email: 'github-actions@acme.example',
      kind: 'Bot',
    },
  ];
}

/** Everybody pushes but the auditor; the platform engineer administers. */
export const SAMPLE_ACCESS: Record<string, Access> = {
  ada: 'write',
  ben: 'write',
  mona: 'write',
  lars: 'write',
  raj: 'admin',
  vera: 'read',
  'release-flow-bot': 'admin',
  'github-actions[bot]': 'write',
};
