import { code, heading, md, table, type Block } from './markdown';
import { exampleOf } from './patternExample';
import { filled, titleOf, type Subject } from './subject';
import { acceptedWords } from './words';

const example = (pattern: string) => {
  const text = exampleOf(pattern);
  return text ? `${code(pattern)}, such as ${code(text)}` : code(pattern);
};

/** What names a version, and what names it in each environment. */
export function versionsSection(subject: Subject): Block[] {
  const { source, environments } = subject;
  const rows = environments.map(environment => {
    const { automatic, manual } = environment.deploy;
    const tag =
      (automatic?.on === 'tag' && example(automatic.tag ?? source.tag)) ||
      (manual?.by === 'tag' &&
        code(filled(subject, manual.tag, environment))) ||
      '';
    return [
      md(titleOf(environment)),
      acceptedWords(environment).join(', '),
      tag,
    ];
  });
  const builds = source.branches ?? [];
  return [
    heading(2, 'Versions and tags'),
    `A version is a ${source.releases === 'tags' ? 'tag' : 'release'} whose tag matches ${example(source.tag)}. Versions are semantic (MAJOR.MINOR.PATCH: breaking, new, mended) or dates; both have an order.`,
    ...(builds.length > 0
      ? [
          `Every commit of ${builds.map(example).join(', or of ')} is a build that may be promoted.`,
        ]
      : []),
    ...table(['Environment', 'Lets in', 'Tag'], rows),
  ];
}
