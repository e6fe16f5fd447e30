import dagre from '@dagrejs/dagre';
import type { Diagram } from './readDiagram';

const CHARACTER = 6.7;
export const LINE = 16;
const PADDING = { x: 12, y: 9 };
const START = 14;

/** Breaks lines that would make a box too wide. */
export function wrap(lines: string[], most: number): string[] {
  return lines.flatMap(line =>
    line.split(' ').reduce<string[]>((done, word) => {
      const last = done[done.length - 1];
      return last !== undefined && last.length + word.length < most
        ? [...done.slice(0, -1), `${last} ${word}`]
        : [...done, word];
    }, []),
  );
}

const sizeOf = (lines: string[], padding = PADDING) => ({
  width:
    Math.max(...lines.map(({ length }) => length), 1) * CHARACTER +
    2 * padding.x,
  height: lines.length * LINE + 2 * padding.y,
});

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
  lines: string[];
}

/** Places nodes and the labels between them. */
export function layOutDiagram(
  { nodes, edges }: Diagram,
  direction: 'LR' | 'TB',
) {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({
    rankdir: direction,
    nodesep: 24,
    ranksep: direction === 'LR' ? 28 : 20,
    edgesep: 16,
    marginx: 4,
    marginy: 4,
  });
  const wide = new Map(
    nodes.map(({ id, lines, isStart }) => {
      const wrapped = wrap(lines, 24);
      const size = isStart ? { width: START, height: START } : sizeOf(wrapped);
      return [id, { ...size, lines: wrapped, isStart }];
    }),
  );
  wide.forEach(({ width, height }, id) => graph.setNode(id, { width, height }));
  edges.forEach(({ from, to, lines }, index) => {
    const wrapped = wrap(lines, 22);
    const size =
      lines.length > 0
        ? sizeOf(wrapped, { x: 6, y: 3 })
        : { width: 0, height: 0 };
    graph.setEdge(from, to, { ...size, labelpos: 'c' }, String(index));
  });
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width,
    height,
    nodes: [...wide].map(([id, node]) => ({ ...node, ...graph.node(id), id })),
    edges: edges.map(({ from, to, lines }, index) => {
      const edge = graph.edge({ v: from, w: to, name: String(index) });
      return {
        key: `${from} ${to} ${index}`,
        points: edge.points,
        label: {
          x: edge.x ?? 0,
          y: edge.y ?? 0,
          width: edge.width ?? 0,
          height: edge.height ?? 0,
          lines: wrap(lines, 22),
        },
      };
    }),
  };
}
