import type { Entity } from '@backstage/catalog-model';
import {
  flowEntity,
  installed,
  preparedFlow,
  serviceEntity,
} from './__testUtils__/flowFixture';
import type { Binding } from './binding';
import {
  checkService,
  claimProblem,
  compareFlows,
  voidedFields,
} from './flowCheck';
import type { PlanSubject } from './plan';
import { resolveBinding } from './resolveBinding';

type Change = Parameters<typeof flowEntity>[0];

/** As the database gives it back. */
const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value));
const before = preparedFlow();
const specOf = (...changes: Change[]) => preparedFlow(...changes).flow.spec;
const bindingOf = (entity: Entity, ...changes: Change[]): Binding => {
  const result = resolveBinding(entity, preparedFlow(...changes), installed);
  if ('error' in result) throw new Error(result.error.message);
  return stored(result.binding);
};

const APPROVALS = 'spec.environments[1].gates';

describe('what a changed flow takes away', () => {
  const old = stored(before.flow.spec);

  it('is nothing when nothing changed, or only the order of fields and gates', () => {
    const swapped = specOf([
      APPROVALS,
      [
        { type: 'infrastructure-applied' },
        { from: ['group:default/leads'], required: 1, type: 'approvals' },
      ],
    ]);
    for (const spec of [before.flow.spec, swapped]) {
      expect(compareFlows(old, spec)).toEqual({ environments: [], gates: [] });
    }
  });

  it.each<[string, Change[], object[]]>([
    [
      'a gate',
      [[APPROVALS, [{ type: 'infrastructure-applied' }]]],
      [{ kind: 'gate', type: 'approvals', change: 'removed' }],
    ],
    [
      'voices of an approval',
      [[`${APPROVALS}[0].from`, ['group:default/all']]],
      [
        {
          kind: 'gate',
          change: 'changed',
          message: 'from: ["group:default/leads"] → ["group:default/all"]',
        },
      ],
    ],
    [
      'all gates of rollbacks',
      [['spec.environments[1].rollback', { gates: 'none' }]],
      [
        { kind: 'rollback-gate', type: 'approvals', change: 'removed' },
        { kind: 'rollback-gate', type: 'infrastructure-applied' },
      ],
    ],
  ])('%s', (_name, changes, gates) => {
    expect(compareFlows(old, specOf(...changes)).gates).toEqual(
      gates.map(gate =>
        expect.objectContaining({ environment: 'prd', from: null, ...gate }),
      ),
    );
  });

  it('a verification', () => {
    const spec = specOf(['spec.environments[2].verify', []]);
    expect(compareFlows(old, spec).gates).toEqual([
      expect.objectContaining({
        environment: 'staging',
        kind: 'verification',
        type: 'workflow',
        change: 'removed',
      }),
    ]);
  });

  it('a gate of a path, but not one of a path that is gone', () => {
    const gates = [{ type: 'wait', for: 'PT1H', after: 'approved' }];
    const gated = stored(
      specOf(['spec.paths[3].gates', gates], ['spec.paths[2].gates', gates]),
    );
    const paths = [
      { from: 'source', to: 'dev' },
      { from: 'dev', to: 'staging' },
      { from: 'staging', to: 'prd' },
    ];
    expect(compareFlows(gated, specOf(['spec.paths', paths])).gates).toEqual([
      expect.objectContaining({
        environment: 'prd',
        from: 'staging',
        kind: 'gate',
        type: 'wait',
        change: 'removed',
      }),
    ]);
  });

  it('an environment', () => {
    const { environments } = stored(before.flow.spec);
    const spec = {
      environments: environments.filter(({ id }) => id !== 'staging'),
      paths: [],
    };
    expect(compareFlows(old, spec).environments).toEqual(['staging']);
  });
});

describe('a service under a changed flow', () => {
  const shop = serviceEntity();
  const check = (entity: Entity | undefined, ...changes: Change[]) =>
    checkService(
      { entity, before: { binding: bindingOf(shop), error: null } },
      preparedFlow(...changes),
      installed,
    );

  it('stays as it is', () => {
    expect(check(shop)).toMatchObject({ error: null, moved: [] });
    expect(check(shop).binding).toEqual(bindingOf(shop));
  });

  it.each<[string, Change[], RegExp, RegExp]>([
    [
      'applies no longer',
      [['spec.appliesTo', { kind: 'component', 'spec.type': 'library' }]],
      /annotations/,
      /library/,
    ],
    [
      'wants another parameter',
      [
        ['spec.parameters.required', ['group', 'region']],
        [
          'spec.parameters.properties.region',
          { type: 'string', pattern: '.+' },
        ],
      ],
      /region/,
      /./,
    ],
    [
      'narrows a pattern',
      [['spec.parameters.properties.group.pattern', 'rg-x[a-z]+']],
      /parameters\.group/,
      /rg-x/,
    ],
  ])('breaks when it %s', (_name, changes, field, message) => {
    expect(check(shop, ...changes)).toMatchObject({
      binding: null,
      error: {
        field: expect.stringMatching(field),
        message: expect.stringMatching(message),
      },
      moved: [],
    });
  });

  it('is said to move to another target, unless somebody has it', () => {
    const { moved } = check(shop, [
      'spec.environments[0].target.site',
      'new-${{ service.name }}',
    ]);
    expect(moved).toEqual([
      { environment: 'dev', target: 'new-shop', targetKey: expect.any(String) },
    ]);
    const held = (serviceRef: string) =>
      new Map([[moved[0].targetKey, { serviceRef, environment: 'dev' }]]);
    const ref = 'component:default/shop';
    expect(claimProblem(ref, moved, held(ref))).toBeUndefined();
    expect(claimProblem(ref, moved, new Map())).toBeUndefined();
    expect(
      claimProblem(ref, moved, held('component:default/cafe')),
    ).toMatchObject({ message: expect.stringMatching(/dev of .*cafe/) });
  });

  it('without an entity stays as it is', () => {
    expect(check(undefined)).toMatchObject({ error: null, moved: [] });
  });
});

describe('an open promotion', () => {
  const subject: PlanSubject = {
    promotionId: 'p',
    intent: 'promote',
    emergency: false,
    from: 'staging',
    artifact: null,
    commit: null,
    gitRef: null,
    release: { tag: 'v1.0.0', version: '1.0.0', critical: null },
    base: null,
  };
  const fields = (environment: string, ...changes: Change[]) =>
    voidedFields(
      bindingOf(serviceEntity()),
      bindingOf(serviceEntity(), ...changes),
      environment,
      subject,
    );

  it.each<[string, string, Change[], string[]]>([
    ['nothing', 'prd', [], []],
    [
      'what is shown only',
      'prd',
      [['spec.environments[1].purpose', 'other']],
      [],
    ],
    [
      'another environment',
      'prd',
      [['spec.environments[0].deploy.manual.file', 'other.yaml']],
      [],
    ],
    [
      'its workflow',
      'dev',
      [['spec.environments[0].deploy.manual.file', 'other.yaml']],
      ['deployer.workflow'],
    ],
    [
      'more voices',
      'prd',
      [[`${APPROVALS}[0].required`, 2]],
      ['gates.approvals.required'],
    ],
    [
      'its target',
      'prd',
      [['spec.environments[1].target.site', 'x-${{ service.name }}']],
      ['target.site'],
    ],
    [
      'a look-up that has no value',
      'dev',
      [
        [
          'spec.environments[0].deploy.manual.inputs',
          { sha: '${{ commit.sha }}' },
        ],
      ],
      ['deployer'],
    ],
  ])('with a change of %s', (_name, environment, changes, expected) => {
    expect(fields(environment, ...changes)).toEqual(expected);
  });

  it('in an environment that is gone', () => {
    const gone = bindingOf(serviceEntity());
    gone.environments = gone.environments.filter(({ id }) => id !== 'prd');
    const old = bindingOf(serviceEntity());
    expect(voidedFields(old, gone, 'prd', subject)).toEqual(['environment']);
  });
});
