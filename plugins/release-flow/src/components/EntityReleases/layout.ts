import dagre from '@dagrejs/dagre';
import type { PathState } from 'backstage-plugin-release-flow-common';

type Edge = Pick<PathState, 'from' | 'to'>;

export const NODE = { width: 120, height: 56 };

export interface Layout {
  width: number;
  height: number;
  /** Centres. */
  nodes: Map<string, { x: number; y: number }>;
  edges: { from: string; to: string; points: { x: number; y: number }[] }[];
}

/** Left to right along the paths. */
export function layOut(ids: string[], paths: Edge[]): Layout {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({
    rankdir: 'LR',
    nodesep: 20,
    ranksep: 34,
    marginx: 2,
    marginy: 2,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  ids.forEach(id => graph.setNode(id, { ...NODE }));
  const edges = paths.filter(
    ({ from, to }) => ids.includes(from) && ids.includes(to),
  );
  edges.forEach(({ from, to }) => graph.setEdge(from, to));
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width,
    height,
    nodes: new Map(
      ids.map(id => {
        const { x, y } = graph.node(id);
        return [id, { x, y }];
      }),
    ),
    edges: edges.map(({ from, to }) => ({
      from,
      to,
      points: graph.edge(from, to).points,
    })),
  };
}

/** A smooth line through the points of an edge. */
export function curve(points: { x: number; y: number }[]): string {
  const [first, ...rest] = points;
  const last = rest[rest.length - 1];
  if (rest.length < 2) return `M${first.x},${first.y}L${last.x},${last.y}`;
  const middle = rest.slice(0, -1);
  const bends = middle.map((point, index) => {
    const following = middle[index + 1] ?? last;
    const x =
      index === middle.length - 1 ? last.x : (point.x + following.x) / 2;
    const y =
      index === middle.length - 1 ? last.y : (point.y + following.y) / 2;
    return `Q${point.x},${point.y} ${x},${y}`;
  });
  return `M${first.x},${first.y}${bends.join('')}`;
}
