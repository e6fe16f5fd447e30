/** The digest of a release is its letter, repeated. */
export const LETTERS: Record<string, string> = {
  'v0.3.6': '6',
  'v0.3.7': 'a',
  'v0.4.0': 'b',
  'v0.5.0': 'c',
};
