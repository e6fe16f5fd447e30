import { mermaid, type Block } from './markdown';

const SAFE = /[\p{L}\p{N} .,/()+→·–-]/u;

/** A label that ends neither itself nor its line; anything else than plain text is an entity. */
export function label(...lines: string[]): string {
  return lines
    .filter(Boolean)
    .map(line =>
      [...line.replace(/\s+/g, ' ').trim().slice(0, 160)]
        .map(sign => (SAFE.test(sign) ? sign : `#${sign.codePointAt(0)};`))
        .join(''),
    )
    .join('<br/>');
}

/** An id that is no word of the language. */
export const nodeId = (id: string) =>
  `node_${id.replace(/[^A-Za-z0-9]/g, '_')}`;

interface Edge {
  from: string;
  to: string;
  label?: string;
}

export interface Diagram {
  nodes: Array<{ id: string; label: string }>;
  edges: Edge[];
}

export function flowchart({ nodes, edges }: Diagram): Block {
  return mermaid([
    'flowchart LR',
    ...nodes.map(({ id, label: text }) => `  ${id}["${text}"]`),
    ...edges.map(
      ({ from, to, label: text }) =>
        `  ${from} -->${text ? `|"${text}"|` : ''} ${to}`,
    ),
  ]);
}

/** `[*]` is where everything begins. */
export function stateDiagram({ nodes, edges }: Diagram): Block {
  return mermaid([
    'stateDiagram-v2',
    '  direction LR',
    ...nodes.map(({ id, label: text }) => `  state "${text}" as ${id}`),
    ...edges.map(
      ({ from, to, label: text }) =>
        `  ${from} --> ${to}${text ? `: ${text}` : ''}`,
    ),
  ]);
}

/** Nodes one after the other. */
export function chain(labels: string[]): Block {
  const nodes = labels.map((text, index) => ({
    id: `node_${index + 1}`,
    label: label(text),
  }));
  return flowchart({
    nodes,
    edges: nodes
      .slice(1)
      .map(({ id }, index) => ({ from: nodes[index].id, to: id })),
  });
}
