import { fullMatcher } from '../patterns';

const SAMPLES: Array<[RegExp, string]> = [
  [/\(\?P?<[^>]+>/g, '('],
  [/\\d\+\\\.\\d\+\\\.\\d\+/g, '1.2.3'],
  [/\\d\{4\}/g, '2025'],
  [/\\d\{2\}/g, '01'],
  [/(\\d|\[0-9\])[+*]/g, '1'],
  [/(\.|\\S|\\w|\[\^\/\]|\[[\w.\\/-]+\])[+*]/g, 'name'],
  [/\((?:[^()|]*\|[^()]*|[^()]*)\)[?*]/g, ''],
  [/\(([^()|]*)(?:\|[^()]*)?\)/g, '$1'],
  [/^\^|\$$/g, ''],
  [/\\([./-])/g, '$1'],
];

/** A text that a pattern matches, where a plain one can be made; for people who don't read patterns. */
export function exampleOf(pattern: string): string | undefined {
  const example = SAMPLES.reduce(
    (text, [what, by]) => text.replace(what, by),
    pattern,
  );
  try {
    return fullMatcher(pattern)(example) ? example : undefined;
  } catch {
    return undefined;
  }
}
