import type { CloudState } from './cloudModel';

/** The state of an earlier start, its addresses turned to the ports of now. */
export function movePorts(state: CloudState, ports: number[]): CloudState {
  const before = state.ports;
  const moved = JSON.stringify(state).replace(
    /\blocalhost:(\d+)/g,
    (address, port) => {
      const index = before.indexOf(Number(port));
      return index < 0 ? address : `localhost:${ports[index]}`;
    },
  );
  return { ...JSON.parse(moved), ports };
}
