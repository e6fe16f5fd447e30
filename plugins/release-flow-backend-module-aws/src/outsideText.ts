const LONGEST = 300;
const GONE = '***';

/** What AWS may quote of a request, and what looks like a credential. */
const SECRET = [
  /\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g,
  /\bx-amz-security-token:\S+/gi,
  /\bsignature=[0-9a-f]+/gi,
  /\b(?:bearer|basic|token)\s+[\w.~+/=-]{8,}/gi,
  /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g,
  /(\b[\w-]*(?:password|passwd|secret|token|api[_-]?key)[\w-]*["']?\s*[=:]\s*)\S+/gi,
  /(\b[a-z][\w+.-]*:\/\/[^\s:@/]*:)[^\s@/]+(?=@)/gi,
];

/** Text of AWS or of a container, fit for a message: one line, short, and without credentials. */
export function outsideText(text: string): string {
  let clean = text;
  for (const pattern of SECRET) {
    clean = clean.replace(pattern, (_, kept) =>
      typeof kept === 'string' ? `${kept}${GONE}` : GONE,
    );
  }
  const line = clean.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
