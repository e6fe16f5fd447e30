interface ClarityCommit {
  days: number;
  author: string;
  message: string;
  /** Text added to the end of a file, which it makes if needed. */
  append: Record<string, string>;
  /** Tag that took it to prod, by way of staging. */
  tag?: string;
}

export const CLARITY_HISTORY: ClarityCommit[] = [
  {
    days: 40,
    author: 'ben',
    message: 'feat: show where an explanation comes from (#12)',
    append: {
      'backend/app/sources.py':
        'def sources(decision):\n    """What an explanation is based on."""\n    return decision.documents\n',
      'CHANGELOG.md':
        '\n## v1.0.0\n\n### Highlights\n\n- Explanations name their sources.\n',
    },
    tag: 'v1.0.0',
  },
  {
    days: 20,
    author: 'ada',
    message: 'fix: warm the backend up after sign-in (#19)',
    append: {
      'backend/app/warm.py':
        'def warm():\n    """Loads what the first question needs."""\n',
      'CHANGELOG.md':
        '\n## v1.1.0\n\n### Highlights\n\n- The first question is answered as fast as the others.\n\n### Fixes\n\n- The backend is warm after sign-in.\n\n### Migration notes\n\n- None.\n',
    },
    tag: 'v1.1.0',
  },
  {
    days: 4,
    author: 'lars',
    message: 'feat: explain in the language of the reader (#24)',
    append: {
      'backend/app/language.py':
        'def translate(text, language):\n    return text\n',
    },
  },
  {
    days: 2,
    author: 'mona',
    message: 'docs: what the next release brings (#26)',
    append: {
      'CHANGELOG.md':
        '\n## v1.2.0\n\n### Highlights\n\n- Explanations come in the language of the reader.\n\n### Fixes\n\n- None.\n\n### Migration notes\n\n- None.\n',
    },
  },
];
