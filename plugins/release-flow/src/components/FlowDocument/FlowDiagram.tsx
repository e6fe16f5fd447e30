import { useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { curve } from '../EntityReleases/layout';
import { layOutDiagram, LINE } from './layOutDiagram';
import type { Diagram } from './readDiagram';
import styles from './FlowDocument.module.css';

/** How far a wide one is shrunk before it has to be moved sideways. */
const SMALLEST = 0.8;

function Lines(props: {
  x: number;
  y: number;
  lines: string[];
  strong?: true;
}) {
  const { x, y, lines, strong } = props;
  const top = y - ((lines.length - 1) * LINE) / 2;
  return (
    <text x={x} textAnchor="middle" dominantBaseline="central">
      {lines.map((line, index) => (
        <tspan
          key={`${index} ${line}`}
          x={x}
          y={top + index * LINE}
          className={strong && index === 0 ? styles.strong : undefined}
        >
          {line}
        </tspan>
      ))}
    </text>
  );
}

const sentence = ({ nodes, edges }: Diagram) => {
  const nameOf = (id: string) =>
    nodes.find(node => node.id === id)?.lines[0] ?? 'Start';
  return edges
    .map(
      ({ from, to, lines }) =>
        `${nameOf(from)} to ${nameOf(to)}${lines.length > 0 ? `: ${lines.join(', ')}` : ''}`,
    )
    .join('; ');
};

/** How wide an element is; not known before it is drawn. */
function useWidth() {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(Infinity);
  useLayoutEffect(() => {
    const measure = () => setWidth(frame.current?.clientWidth || Infinity);
    measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, []);
  return { frame, width };
}

/** A diagram of the document, from left to right, or downwards where that is too wide. */
export function FlowDiagram({ diagram }: { diagram: Diagram }) {
  const arrow = useId();
  const { frame, width: room } = useWidth();
  const layout = useMemo(() => {
    const across = layOutDiagram(diagram, 'LR');
    return across.width * SMALLEST <= room
      ? across
      : layOutDiagram(diagram, 'TB');
  }, [diagram, room]);
  return (
    <div
      ref={frame}
      className={styles.diagram}
      // Wide ones are moved sideways, by keys too.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="group"
      aria-label="Diagram"
    >
      <svg
        width={layout.width}
        style={{ minWidth: layout.width * SMALLEST }}
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        role="img"
        aria-label={sentence(diagram)}
      >
        <defs>
          <marker
            id={arrow}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto-start-reverse"
          >
            <path d="M0,0 L8,4 L0,8 z" className={styles.arrow} />
          </marker>
        </defs>
        {layout.edges.map(({ key, points }) => (
          <path
            key={key}
            d={curve(points)}
            className={styles.edge}
            markerEnd={`url(#${arrow})`}
          />
        ))}
        {layout.edges.map(({ key, label }) =>
          label.lines.length > 0 ? (
            <g key={key} className={styles.label}>
              <rect
                x={label.x - label.width / 2}
                y={label.y - label.height / 2}
                width={label.width}
                height={label.height}
              />
              <Lines {...label} />
            </g>
          ) : null,
        )}
        {layout.nodes.map(({ id, x, y, width, height, lines, isStart }) =>
          isStart ? (
            <circle
              key={id}
              cx={x}
              cy={y}
              r={width / 2}
              className={styles.start}
            />
          ) : (
            <g key={id} className={styles.node}>
              <rect
                x={x - width / 2}
                y={y - height / 2}
                width={width}
                height={height}
                rx="8"
              />
              <Lines x={x} y={y} lines={lines} strong />
            </g>
          ),
        )}
      </svg>
    </div>
  );
}
