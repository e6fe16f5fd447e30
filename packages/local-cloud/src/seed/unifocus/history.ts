interface UnifocusCommit {
  days: number;
  author: string;
  message: string;
  /** Text added to the end of a file, which it makes if needed. */
  append: Record<string, string>;
  /** Version whose tags stand on it, and the furthest of them. */
  release?: { version: string; upTo: 'stage' | 'prod' };
}

export const UNIFOCUS_HISTORY: UnifocusCommit[] = [
  {
    days: 50,
    author: 'ada',
    message: 'feat: list what is in focus (#4)',
    append: {
      'web/src/App.jsx':
        'export function App() {\n  return <h1>Unifocus</h1>;\n}\n',
    },
    release: { version: '1.0.0', upTo: 'prod' },
  },
  {
    days: 31,
    author: 'ben',
    message: 'feat: share a focus with a team (#9)',
    append: {
      'api/prisma/migrations/20261021090000_teams/migration.sql':
        'CREATE TABLE team (id UUID PRIMARY KEY, name TEXT NOT NULL);\n',
      'CHANGELOG.md': '\n## v1.1.0\n\n- A focus can be shared with a team.\n',
    },
    release: { version: '1.1.0', upTo: 'prod' },
  },
  {
    days: 12,
    author: 'ada',
    message: 'fix: answer while a team is being made (#13)',
    append: {
      'api/src/server.js': '\nexport const RETRY_AFTER_SECONDS = 2;\n',
      'CHANGELOG.md':
        '\n## v1.1.1\n\n- The API answers while a team is made.\n',
    },
    release: { version: '1.1.1', upTo: 'prod' },
  },
  {
    days: 6,
    author: 'lars',
    message: 'feat: remind of what was in focus (#17)',
    append: {
      'api/prisma/migrations/20261115090000_reminders/migration.sql':
        'CREATE TABLE reminder (id UUID PRIMARY KEY, at TIMESTAMPTZ NOT NULL);\n',
      'CHANGELOG.md': '\n## v1.2.0\n\n- Reminders.\n',
    },
    release: { version: '1.2.0', upTo: 'stage' },
  },
  {
    days: 1,
    author: 'mona',
    message: 'feat: reminders by mail (#21)',
    append: {
      'api/src/mail.js': 'export function mail() {}\n',
      'CHANGELOG.md': '\n## v1.3.0\n\n- Reminders come by mail.\n',
    },
  },
];
