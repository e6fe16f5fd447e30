import type {
  DeployerProvider,
  GateProvider,
  TargetProvider,
  VerificationProvider,
} from 'backstage-plugin-release-flow-node';
import { ProviderRegistry } from './ProviderRegistry';

function pointOf(registry: ProviderRegistry) {
  const trouble: string[] = [];
  const point = registry.extensionPoint(error => trouble.push(error.message));
  return { point, trouble };
}
const named = <T>(type: string) => ({ type, schema: {} }) as T;

const adds = {
  target: (point: ReturnType<typeof pointOf>['point'], type: string) =>
    point.addTarget(named<TargetProvider>(type)),
  verification: (point: ReturnType<typeof pointOf>['point'], type: string) =>
    point.addVerification(named<VerificationProvider>(type)),
  gate: (point: ReturnType<typeof pointOf>['point'], type: string) =>
    point.addGate(named<GateProvider>(type)),
  deployer: (point: ReturnType<typeof pointOf>['point'], type: string) =>
    point.addDeployer(named<DeployerProvider>(type)),
};

describe.each(Object.entries(adds))('a %s', (kind, add) => {
  it('can be named by flows once it was added', () => {
    const registry = new ProviderRegistry();
    const { point, trouble } = pointOf(registry);
    add(point, 'mine');
    const installed = registry.installed();
    const list = {
      target: installed.targets,
      verification: installed.verifications,
      gate: installed.gates,
      deployer: installed.deployers,
    }[kind]!;
    expect([trouble, list.has('mine')]).toEqual([[], true]);
  });

  it('of a name that is taken fails the start of who brings it', () => {
    const registry = new ProviderRegistry();
    const first = pointOf(registry);
    const second = pointOf(registry);
    add(first.point, 'mine');
    add(second.point, 'mine');
    expect(first.trouble).toEqual([]);
    expect(second.trouble).toEqual([
      `A ${kind} named 'mine' is installed already`,
    ]);
  });
});

it.each([
  ['gate', 'freeze'],
  ['gate', 'approvals'],
  ['verification', 'bake'],
  ['verification', 'workflow'],
] as const)(
  'keeps the names that come with the plugin: %s %s',
  (kind, type) => {
    const { point, trouble } = pointOf(new ProviderRegistry());
    adds[kind](point, type);
    expect(trouble).toEqual([`A ${kind} named '${type}' is installed already`]);
  },
);
