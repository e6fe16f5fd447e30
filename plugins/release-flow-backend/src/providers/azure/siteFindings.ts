import type {
  Finding,
  TargetExpectation,
} from 'backstage-plugin-release-flow-node';
import type { SiteFacts } from './siteFacts';
import { portalLinks } from './siteRuntime';

type Found = Omit<Finding, 'subject' | 'url'>;

/** What of a site is not as it should be. Settings are told by name; a value only where it is visible. */
export function siteFindings(
  name: string,
  facts: SiteFacts,
  expected: TargetExpectation,
): Finding[] {
  const url = portalLinks(facts)[0]?.url;
  const about = (subject: string, found: Found[]) =>
    found.map(each => ({ ...each, subject, ...(url && { url }) }));
  return [
    ...about(`site ${name}`, [
      ...transport(facts),
      ...identity(name, facts),
      ...health(facts, expected),
      ...instances(facts, expected),
      ...settings(facts, expected),
    ]),
    ...about(
      `plan ${facts.plan?.resourceGroup}/${facts.plan?.name}`,
      sharing(facts),
    ),
  ];
}

function transport({ isHttpsOnly, isSticky }: SiteFacts): Found[] {
  return [
    ...(isHttpsOnly
      ? []
      : [
          {
            code: 'https-not-enforced',
            severity: 'warning' as const,
            message: 'It answers over plain HTTP too',
            why: 'Tokens and data can be read on the way',
            fix: 'Turn on HTTPS Only: az webapp update --https-only true',
          },
        ]),
    ...(isSticky
      ? [
          {
            code: 'sticky-sessions',
            severity: 'warning' as const,
            message: 'ARR affinity keeps each caller on one instance',
            why: 'Load is not shared, and callers of a stopped instance lose their session',
            fix: 'Turn ARR affinity off: az webapp update --client-affinity-enabled false',
          },
        ]
      : []),
  ];
}

function identity(name: string, { hasIdentity }: SiteFacts): Found[] {
  if (hasIdentity) return [];
  return [
    {
      code: 'no-identity',
      severity: 'error',
      message: 'It has no managed identity',
      why: 'Without one it can resolve no Key Vault reference and sign in to no database',
      fix: `Give it one: az webapp identity assign --name ${name}. Then grant it Key Vault Secrets User on its vault, and a role in PostgreSQL: select * from pgaadauth_create_principal('${name}', false, false)`,
    },
  ];
}

function health(
  { healthPath }: SiteFacts,
  { platform }: TargetExpectation,
): Found[] {
  const wanted = platform?.healthPath;
  if (!wanted || wanted === healthPath) return [];
  return [
    {
      code: 'health-path-differs',
      severity: 'warning',
      message: healthPath
        ? `Its health check asks ${healthPath}, not ${wanted}`
        : `It has no health check; the flow expects ${wanted}`,
      why: 'A version that does not work stays in service',
      fix: `Set the health check path to ${wanted}`,
    },
  ];
}

function instances(
  { plan }: SiteFacts,
  { platform }: TargetExpectation,
): Found[] {
  const wanted = platform?.instances;
  const count = plan?.workers;
  if (!wanted || count === undefined) return [];
  if (count >= wanted.min && count <= wanted.max) return [];
  return [
    {
      code: 'instances-differ',
      severity: 'warning',
      message: `Its plan runs ${count} instances; the flow expects ${wanted.min} to ${wanted.max}`,
      why: 'It may be too small for its load, or cost more than planned',
      fix: 'Change the instance count of the plan, or the flow',
    },
  ];
}

function settings(
  { settings: found }: SiteFacts,
  { settings: expected = [] }: TargetExpectation,
): Found[] {
  return expected.flatMap(({ name, required, expect, visible }): Found[] => {
    const value = Object.hasOwn(found, name) ? found[name] : undefined;
    if (value === undefined) {
      return required
        ? [
            {
              code: 'setting-missing',
              severity: 'error',
              message: `The setting ${name} is missing`,
              why: 'The app would start and fail',
              fix: `Set ${name}, in the infrastructure code where it is declared`,
            },
          ]
        : [];
    }
    if (expect === undefined || value === expect) return [];
    const shown = visible ? `${value}, not ${expect}` : 'not what is expected';
    return [
      {
        code: 'setting-differs',
        severity: 'warning',
        message: `The setting ${name} is ${shown}`,
        why: 'It does not run as the flow says it should',
        fix: `Correct ${name}, or what the flow expects`,
      },
    ];
  });
}

function sharing({ plan }: SiteFacts): Found[] {
  if (!plan || (plan.sites ?? 1) <= 1) return [];
  return [
    {
      code: 'plan-shared',
      severity: 'info',
      message: `${plan.sites} sites share the plan ${plan.name}`,
      why: 'They take memory and processor from each other',
      fix: 'Give each environment a plan of its own',
    },
  ];
}
