/** A diagram of a flow's document. */
export interface Diagram {
  nodes: Array<{ id: string; lines: string[]; isStart: boolean }>;
  edges: Array<{ from: string; to: string; lines: string[] }>;
}

const START = '[*]';
const FORMS = {
  state: /^ *state "(?<label>[^"]*)" as (?<id>\S+)$/,
  box: /^ *(?<id>\w+)\["(?<label>[^"]*)"\]$/,
  transition: /^ *(?<from>\S+) --> (?<to>\S+?)(?:: (?<label>.*))?$/,
  arrow: /^ *(?<from>\w+) -->(?:\|"(?<label>[^"]*)"\|)? (?<to>\w+)$/,
};

const linesOf = (label: string | undefined) =>
  (label ?? '')
    .split('<br/>')
    .map(line =>
      line.replace(/#(\d+);/g, (_all, point) =>
        String.fromCodePoint(Number(point)),
      ),
    )
    .filter(Boolean);

/**
 * Reads the Mermaid that our documents hold, which is a small part of the language: there is no
 * Mermaid in the browser, and these few forms are drawn with the layout that the environments have.
 */
export function readDiagram(source: string): Diagram | undefined {
  const nodes = new Map<string, Diagram['nodes'][number]>();
  const edges: Diagram['edges'] = [];
  const add = (id: string, lines: string[]) =>
    nodes.set(id, { id, lines, isStart: id === START });
  for (const line of source.split('\n')) {
    const node = FORMS.state.exec(line) ?? FORMS.box.exec(line);
    const edge = FORMS.arrow.exec(line) ?? FORMS.transition.exec(line);
    if (node) add(node.groups!.id, linesOf(node.groups!.label));
    else if (edge) {
      const { from, to, label } = edge.groups!;
      for (const id of [from, to]) if (!nodes.has(id)) add(id, []);
      edges.push({ from, to, lines: linesOf(label) });
    }
  }
  return edges.length > 0 ? { nodes: [...nodes.values()], edges } : undefined;
}
