const REMEMBERED = 1_000;
const SHORTEST = 6;
const LONGEST_TEXT = 300;
const GONE = '***';

/** What a credential looks like where nobody told us of it. */
const LOOKS_SECRET = [
  /\b(?:bearer|basic|token)\s+[\w.~+/=-]{8,}/gi,
  /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g,
  /\b(?:gh[pousr]_|github_pat_)\w{10,}/g,
  /-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g,
];

/** A name that says that a secret follows it, up to where that begins. */
const NAMES_SECRET =
  /((?:password|passwd|pwd|secret|token|api[_-]?key|account[_-]?key|access[_-]?key|private[_-]?key)["']?\s*[=:]\s*["']?)[^\s"',;&]+/gi;
const IN_URL = /(:\/\/)[^\s/@:]*:[^\s/@]+@/g;

const known = new Set<string>();

const formsOf = (secret: string) => [secret, encodeURIComponent(secret)];

/** Whatever is sent as a credential is remembered here first, so that no answer can bring it back. */
export function rememberSecret(secret: string | undefined): void {
  if (!secret || secret.length < SHORTEST) return;
  for (const form of formsOf(secret)) {
    known.delete(form);
    known.add(form);
  }
  for (const oldest of known) {
    if (known.size <= REMEMBERED) break;
    known.delete(oldest);
  }
}

/** For a secret that is not ours to keep: cleaned of while `work` lasts, then forgotten. */
export async function withSecret<T>(
  secret: string,
  work: () => Promise<T>,
): Promise<T> {
  const isKnown = known.has(secret);
  rememberSecret(secret);
  try {
    return await work();
  } finally {
    if (!isKnown) formsOf(secret).forEach(form => known.delete(form));
  }
}

/**
 * Text of another system, fit for an error message: one line, short, and without credentials, since a
 * system in trouble may well answer with the very request it got.
 */
export function outsideText(text: string): string {
  const clean = withoutKnown(text);
  const line = clean.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST_TEXT
    ? `${line.slice(0, LONGEST_TEXT - 1)}…`
    : line;
}

function withoutKnown(text: string): string {
  let clean = text;
  for (const secret of known) clean = clean.replaceAll(secret, GONE);
  for (const pattern of LOOKS_SECRET) clean = clean.replace(pattern, GONE);
  return clean;
}

/** Text that an app wrote, as it is but for credentials: apps write settings and addresses into logs. */
export function withoutSecrets(text: string): string {
  return withoutKnown(text)
    .replace(IN_URL, `$1${GONE}@`)
    .replace(NAMES_SECRET, `$1${GONE}`);
}
