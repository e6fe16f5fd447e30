import type { TargetRuntime } from 'backstage-plugin-release-flow-node';
import { mergedRuntime } from './groupRuntime';

type Scale = TargetRuntime['scale'];

const scaleOf = (...scales: Scale[]) =>
  mergedRuntime(
    scales.map((scale, index) => ({
      part: {
        name: `part-${index}`,
        components: [`component-${index}`],
        target: { type: 'memory' },
      },
      answer: {
        state: 'live',
        instances: [],
        settings: [],
        events: [],
        links: [],
        ...(scale && { scale }),
      },
    })),
  ).scale;

const backend = { min: 1, max: 4, cpuTarget: 60, memoryTarget: 70 };

it('scales as the parts do that scale: a static site has nothing to scale', () => {
  expect(scaleOf(backend, undefined)).toEqual(backend);
});

it('adds limits up, and tells a percentage only where it is the same', () => {
  expect(scaleOf(backend, { ...backend, cpuTarget: 50 })).toEqual({
    min: 2,
    max: 8,
    memoryTarget: 70,
  });
});

it('tells no limit that one of the parts that scale does not have', () => {
  expect(scaleOf(backend, { desired: 2 })).toEqual({});
});

it('does not scale where nothing does', () => {
  expect(scaleOf(undefined, undefined)).toBeUndefined();
});
