import { RE2JS } from 're2js';

const DEFAULT_PATTERN = 'sha256:[0-9a-f]{64}';
const MAX_BODY = 200_000;

export type DigestReading =
  | { digest: string }
  | { problem: { code: 'no-digest' | 'two-digests'; message: string } };

/** The one digest a release's body names for a component. */
export function readDigest(
  body: string,
  pattern: string | undefined,
  component: string,
): DigestReading {
  const matcher = RE2JS.compile(pattern ?? DEFAULT_PATTERN).matcher(
    body.slice(0, MAX_BODY),
  );
  const found = new Set<string>();
  while (matcher.find()) {
    const digest = /sha256:[0-9a-f]{64}/.exec(matcher.group() ?? '')?.[0];
    if (digest) found.add(digest);
  }
  if (found.size === 1) return { digest: [...found][0] };
  if (found.size === 0) {
    return {
      problem: {
        code: 'no-digest',
        message: `The release's body names no image digest for ${component}. Run the release workflow again, or add the digest it captured to the body.`,
      },
    };
  }
  return {
    problem: {
      code: 'two-digests',
      message: `The release's body names ${found.size} different image digests for ${component}. Leave the one that was built for it.`,
    },
  };
}
