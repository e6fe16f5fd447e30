import type {
  DoctorFinding,
  PathSpec,
} from 'backstage-plugin-release-flow-common';
import type { BoundEnvironment } from '../binding';
import { pathsInto } from '../graph';
import { finding } from './codes';
import type { ServiceFacts } from './facts';

type Gates = Pick<BoundEnvironment, 'id' | 'gates'> &
  Partial<Pick<BoundEnvironment, 'allow'>>;

interface Deciding {
  from: string[];
  required: number;
  /** Who asks may not decide. */
  needsAnother: boolean;
  what: string;
}

/** Who decides by the gates of an environment, and by those of the paths that lead there. */
export function decidingGates(
  { id, gates }: Pick<Gates, 'id' | 'gates'>,
  paths: PathSpec[],
): Deciding[] {
  const ofPaths = pathsInto({ paths }, id).flatMap(path => path.gates ?? []);
  const all = [...gates, ...ofPaths] as Array<Record<string, any>>;
  return all.flatMap(gate => {
    if (gate.type !== 'approvals' && gate.type !== 'sign-off') return [];
    const needsAnother = gate.preventSelfApproval ?? true;
    const normal = {
      from: gate.from as string[],
      required: Math.max(gate.required ?? 1, gate.requiredWhenCritical ?? 0),
      needsAnother,
      what: gate.type === 'sign-off' ? `sign-off ${gate.name}` : 'approvals',
    };
    const { emergency } = gate;
    return emergency
      ? [
          normal,
          {
            from: emergency.from as string[],
            required: emergency.required ?? 1,
            needsAnother,
            what: 'emergency approvals',
          },
        ]
      : [normal];
  });
}

/** Groups that decide or act, against who is in them. `members` is by group. */
export function checkGroups(
  environments: Gates[],
  paths: PathSpec[],
  members: Record<string, string[]> | undefined,
): DoctorFinding[] {
  if (!members) return [];
  const of = (refs: string[]) => [
    ...new Set(refs.flatMap(ref => members[ref] ?? [])),
  ];
  return environments.flatMap(environment => {
    const { id, allow = {} } = environment;
    const askers = allow.promote?.length ? of(allow.promote) : undefined;
    const deciding = decidingGates(environment, paths).flatMap(gate => {
      const people = of(gate.from);
      const groups = gate.from.join(', ');
      const about = { environment: id, subject: `${gate.what} of ${id}` };
      if (people.length === 0) {
        return [
          finding('approvers-empty', {
            ...about,
            message: `Nobody is in ${groups}.`,
            fix: `Add members to ${groups} in the catalog, or name another group in the flow`,
          }),
        ];
      }
      const needed = gate.required + (gate.needsAnother ? 1 : 0);
      const mayAsk = !askers || people.some(ref => askers.includes(ref));
      const isAlone =
        gate.needsAnother && mayAsk && people.length === gate.required;
      if (people.length >= gate.required && !isAlone) return [];
      return [
        finding(isAlone ? 'approvers-tight' : 'approvers-few', {
          ...about,
          message: isAlone
            ? `${groups} has ${people.length} members and ${gate.required} have to approve: none of them can ask.`
            : `${groups} has ${people.length} members, but ${gate.required} have to approve.`,
          fix: `Bring ${groups} to ${needed} members in the catalog, or require fewer approvals`,
        }),
      ];
    });
    const acting = Object.entries(allow).flatMap(([act, refs = []]) =>
      refs.length === 0 || of(refs).length > 0
        ? []
        : [
            finding('actors-empty', {
              environment: id,
              subject: `${act} in ${id}`,
              message: `Nobody is in ${refs.join(', ')}, who alone may ${act} in ${id}.`,
              fix: `Add members to ${refs.join(', ')} in the catalog, or name another group in the flow`,
            }),
          ],
    );
    return [...deciding, ...acting];
  });
}

/** Whether those who decide can read the repository. */
export function checkReaders({
  binding,
  repository,
  approverLogins = {},
}: Pick<
  ServiceFacts,
  'binding' | 'repository' | 'approverLogins'
>): DoctorFinding[] {
  const { permissions = {}, environments = [] } = repository;
  const { slug, url } = binding.repository;
  const cannot = (login: string) => permissions[login] === 'none';
  const mend = (login: string) => ({
    fix: `gh api -X PUT repos/${slug}/collaborators/${login} -f permission=pull`,
    url: `${url}/settings/access`,
  });
  const declared = new Set(
    binding.environments.flatMap(({ github }) =>
      (github?.environments ?? []).map(({ name }) => name.toLowerCase()),
    ),
  );
  const reviewers = environments
    .filter(({ name }) => declared.has(name.toLowerCase()))
    .flatMap(({ name, reviewers: logins }) =>
      logins.filter(cannot).map(login =>
        finding('reviewer-cannot-read', {
          subject: `reviewer ${login} of ${name}`,
          message: `${login} reviews deployments to ${name}, but can't read ${slug}.`,
          ...mend(login),
        }),
      ),
    );
  const approvers = Object.entries(approverLogins)
    .filter(([, login]) => cannot(login))
    .map(([ref, login]) =>
      finding('approver-cannot-read', {
        subject: `approver ${ref}`,
        message: `${ref} approves promotions, but can't read ${slug} as ${login}.`,
        ...mend(login),
      }),
    );
  return [...reviewers, ...approvers];
}
