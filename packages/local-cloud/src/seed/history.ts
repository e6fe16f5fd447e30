/** The sample project's history as data: who committed what, days ago. */
export interface SampleCommit {
  days: number;
  author: string;
  message: string;
  /** Text added to the end of a file, which it makes if needed. */
  append: Record<string, string>;
  /** Published as this release, so many days ago. */
  release?: { tag: string; days: number; annotated?: boolean; index?: boolean };
}

export const SAMPLE_HISTORY: SampleCommit[] = [
  {
    days: 58,
    author: 'ada',
    message: 'feat: answer questions with citations (#171)',
    append: {
      'src/qfa/answers.py':
        '"""Answers a question and cites what it is based on."""\n\n\ndef answer(question, passages):\n    cited = [p for p in passages if p.score > 0.5]\n    return compose(question, cited)\n',
    },
  },
  {
    days: 49,
    author: 'ben',
    message: 'fix: retry when the LLM provider is busy (#178)',
    append: {
      'src/qfa/llm.py':
        '\n\nRETRY_ON = (429, 503)\n\n\ndef should_retry(status):\n    return status in RETRY_ON\n',
      'CHANGELOG.md': '\n## v0.3.4\n\n- Answers cite their sources.\n',
    },
    release: { tag: 'v0.3.4', days: 48, annotated: true },
  },
  {
    days: 37,
    author: 'mona',
    message: 'feat: track usage per caller (#186)',
    append: {
      'migrations/0002_usage.py':
        '"""Usage per caller."""\n\nrevision = "0002"\ndown_revision = "0001"\n',
      'src/qfa/usage.py':
        'def record(caller, tokens):\n    """Never fails: the service works without its database."""\n',
      'CHANGELOG.md': '\n## v0.3.5\n\n- Usage is tracked per caller.\n',
    },
    release: { tag: 'v0.3.5', days: 36 },
  },
  {
    days: 30,
    author: 'raj',
    message: 'infra: health check path for the App Service (#190)',
    append: { 'infra/app_service.tf': '\n# health_check_path = "/health"\n' },
  },
  {
    days: 23,
    author: 'ada',
    message: 'fix: parse auth-api-keys as JSON (#194)',
    append: {
      'src/qfa/settings.py':
        '\n\ndef api_keys(raw):\n    return json.loads(raw)\n',
      'CHANGELOG.md': '\n## v0.3.6\n\n- API keys are read as JSON.\n',
    },
    release: { tag: 'v0.3.6', days: 22, index: true },
  },
  {
    days: 10,
    author: 'lars',
    message: 'fix: refresh the database token before it expires (#203)',
    append: {
      'src/qfa/database.py': '\n\nREFRESH_SECONDS_BEFORE_EXPIRY = 120\n',
      'CHANGELOG.md':
        '\n## v0.3.7\n\n- The database token is refreshed in time.\n',
    },
    release: { tag: 'v0.3.7', days: 9 },
  },
  {
    days: 8,
    author: 'ada',
    message: 'feat: stream answers as they are written (#212)',
    append: {
      'src/qfa/answers.py':
        '\n\ndef stream(question, passages):\n    yield from compose_in_parts(question, passages)\n',
    },
  },
  {
    days: 7.5,
    author: 'raj',
    message: 'infra: Key Vault reference for the LLM base URL (#214)',
    append: {
      'infra/key_vault.tf':
        '\nresource "azurerm_key_vault_secret" "llm_api_base" {\n  name = "llm-api-base"\n}\n',
    },
  },
  {
    days: 6,
    author: 'ben',
    message: 'test: cover the retry of busy providers',
    append: {
      'tests/test_llm.py':
        '\n\ndef test_retries_when_busy():\n    assert should_retry(429)\n',
    },
  },
  {
    days: 5,
    author: 'mona',
    message: 'feat: keep the feedback that users give (#217)',
    append: {
      'migrations/0003_feedback.py':
        '"""What users thought of an answer."""\n\nrevision = "0003"\ndown_revision = "0002"\n',
      'src/qfa/feedback.py': 'def keep(answer, score, comment):\n    ...\n',
    },
  },
  {
    days: 4,
    author: 'lars',
    message: 'docs: how answers are streamed',
    append: {
      'docs/index.rst':
        '\nStreaming\n---------\n\nAnswers arrive in parts, as server-sent events.\n',
    },
  },
  {
    days: 3,
    author: 'raj',
    message: 'infra: larger plan for staging',
    append: { 'infra/app_service.tf': '\n# sku_name = "P1v3" in staging\n' },
  },
  {
    days: 2,
    author: 'ben',
    message: 'fix: close the stream when the caller is gone',
    append: {
      'src/qfa/answers.py': '\n\ndef abort(stream):\n    stream.close()\n',
    },
  },
  {
    days: 1,
    author: 'ada',
    message: 'chore: update dependencies',
    append: { 'requirements.txt': 'httpx==0.28.1\n' },
  },
];

/** Entries of the releases to come, for a flow that asks for them. */
export const SAMPLE_CHANGELOG: SampleCommit[] = [
  {
    days: 0.5,
    author: 'mona',
    message: 'docs: say what the next releases bring (#221)',
    append: {
      'CHANGELOG.md':
        '\n## v0.4.0\n\n- Answers are streamed as they are written.\n- Feedback that users give is kept.\n\n## v0.5.0\n\n- Answers are ranked again before they are given.\n',
    },
  },
];

/** On a branch of its own, from the commit before main's last two. */
export const SAMPLE_EXPERIMENT: SampleCommit[] = [
  {
    days: 1.5,
    author: 'ben',
    message: 'feat: try a re-ranking model',
    append: {
      'src/qfa/rerank.py':
        'def rerank(question, passages):\n    return sorted(passages, key=lambda p: -p.score)\n',
    },
  },
  {
    days: 0.5,
    author: 'ben',
    message: 'feat: re-rank before answering',
    append: {
      'src/qfa/answers.py':
        '\n\ndef answer_reranked(question, passages):\n    return answer(question, rerank(question, passages))\n',
    },
  },
];

export const EXPERIMENT_BRANCH = 'feat/some-experiment';
export const EXPERIMENT_FORKS_BEFORE_LAST = 2;
