/** Inside a label: plain text, entities and line breaks. */
const LABEL = String.raw`(?:[^"#;<>{}|\[\]\`%:]|#\d+;|<br\/>)*`;
const ID = String.raw`(?:node_\w+|\[\*\])`;

const GRAMMAR: Record<string, RegExp[]> = {
  'stateDiagram-v2': [
    /^ {2}direction LR$/,
    new RegExp(`^ {2}state "${LABEL}" as (?<declares>${ID})$`),
    new RegExp(`^ {2}(?<from>${ID}) --> (?<to>${ID})(: ${LABEL})?$`),
  ],
  'flowchart LR': [
    new RegExp(String.raw`^ {2}(?<declares>${ID})\["${LABEL}"\]$`),
    new RegExp(`^ {2}(?<from>${ID}) -->(\\|"${LABEL}"\\|)? (?<to>${ID})$`),
  ],
};

/** What is wrong with a diagram of the two kinds we draw; a light check, not Mermaid's own parser. */
export function mermaidProblems(diagram: string): string[] {
  const [head, ...lines] = diagram.split('\n');
  const grammar = GRAMMAR[head];
  if (!grammar) return [`'${head}' begins no diagram`];
  const declared = new Set<string>(['[*]']);
  const problems: string[] = [];
  let edges = 0;
  for (const line of lines) {
    const match = grammar.map(form => form.exec(line)).find(Boolean);
    if (!match) {
      problems.push(`not understood: ${line}`);
      continue;
    }
    const { declares, from, to } = match.groups ?? {};
    if (declares) {
      if (declared.has(declares)) problems.push(`${declares} is there twice`);
      declared.add(declares);
    }
    if (!from) continue;
    edges += 1;
    problems.push(
      ...[from, to]
        .filter(id => !declared.has(id))
        .map(id => `${id} is no node`),
    );
  }
  return edges > 0 ? problems : [...problems, 'nothing leads anywhere'];
}
