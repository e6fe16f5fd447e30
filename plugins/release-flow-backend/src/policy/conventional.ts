/** What a commit says of itself by the convention `type(scope)!: subject`. */
export interface ConventionalCommit {
  /** Lower case, such as `feat`; `null` where the message follows no convention. */
  type: string | null;
  isBreaking: boolean;
  /** First line. */
  header: string;
}

const HEADER = /^(\w+)(?:\([^()]*\))?(!)?: +\S/;
const FOOTER = /^BREAKING[ -]CHANGE: +\S/m;

/** Of any message; one that follows no convention may still say that it breaks something. */
export function readCommit(message: string): ConventionalCommit {
  const header = message.split(/\r?\n/, 1)[0].trim();
  const [, type, bang] = HEADER.exec(header) ?? [];
  return {
    type: type?.toLowerCase() ?? null,
    isBreaking: bang === '!' || FOOTER.test(message),
    header,
  };
}
