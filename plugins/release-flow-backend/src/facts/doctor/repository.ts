import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import type { Binding } from '../../policy/binding';
import type { Repository } from '../../providers/types';
import {
  githubNamesOf,
  type BranchFact,
  type MainRun,
  type RepositoryFacts,
} from '../../policy/doctor';
import type { Providers } from '../Providers';
import type { Look } from './Look';

type Hosts = Pick<Providers, 'codeHost' | 'codeHostSettings'>;

const MAX_FILES = 60;
const MAX_PEOPLE = 20;
/** Branches that are looked at for one pattern. */
const PER_PATTERN = 2;

/** How the repository of a service is set up, as far as its flow says anything of it. */
export async function lookAtRepository(
  { codeHost, codeHostSettings: settings }: Hosts,
  binding: Binding,
  people: string[],
  look: Look,
): Promise<RepositoryFacts> {
  const repo = binding.repository;
  const facts: RepositoryFacts = {
    access: await look.read('Permissions of our credential', context =>
      settings.access(repo, context),
    ),
    environments: await look.read('Environments in GitHub', context =>
      settings.environments(repo, context),
    ),
    workflows: await look.read('State of workflows', context =>
      settings.workflows(repo, context),
    ),
    hooks: await look.read('Webhooks', context =>
      settings.hooks(repo, context),
    ),
    mainRuns: await look.read(`Runs on ${binding.source.branch}`, context =>
      mainRuns(codeHost, repo, binding.source.branch, context),
    ),
  };
  facts.files = await files(codeHost, repo, facts.workflows, look);
  facts.dockerfiles = await dockerfiles(codeHost, binding, look);
  if (binding.docs) {
    facts.pages = await look.read(
      'GitHub Pages',
      async context => (await settings.pages(repo, context)) ?? 'off',
    );
  }
  if (binding.protection) {
    facts.branches = await branches(settings, binding, facts, look);
  }
  await names(settings, binding, facts, look);
  facts.permissions = await permissions(settings, repo, facts, people, look);
  return facts;
}

async function dockerfiles(
  codeHost: Hosts['codeHost'],
  { artifacts, repository, source }: Binding,
  look: Look,
): Promise<RepositoryFacts['dockerfiles']> {
  const found: NonNullable<RepositoryFacts['dockerfiles']> = {};
  for (const path of new Set(
    artifacts.flatMap(({ dockerfile }) => dockerfile ?? []),
  )) {
    const text = await look.read(
      path,
      async context =>
        (await codeHost.fileAt(repository, path, source.branch, context)) ??
        null,
    );
    if (text !== undefined) found[path] = text;
  }
  return found;
}

async function files(
  codeHost: Hosts['codeHost'],
  repo: Repository,
  workflows: RepositoryFacts['workflows'],
  look: Look,
): Promise<RepositoryFacts['files']> {
  if (!workflows) return undefined;
  return look.read('Workflow files', async context => {
    const branch = await codeHost.defaultBranch(repo, context);
    const texts: Record<string, string> = {};
    for (const { file, state } of workflows.slice(0, MAX_FILES)) {
      if (state === 'deleted') continue;
      const path = `.github/workflows/${file}`;
      const text = await codeHost.fileAt(repo, path, branch, context);
      if (text !== undefined) texts[file] = text;
    }
    return texts;
  });
}

async function mainRuns(
  codeHost: Hosts['codeHost'],
  repo: Repository,
  branch: string,
  context: ProviderContext,
): Promise<MainRun[]> {
  const runs = await codeHost.runs(repo, { event: 'push' }, context);
  const newest = new Map<string, MainRun>();
  for (const run of runs) {
    const counts = run.branch === branch && run.status === 'completed';
    if (counts && !newest.has(run.workflow)) newest.set(run.workflow, run);
  }
  return [...newest.values()].map(({ workflow, title, conclusion, url }) => ({
    workflow,
    title,
    conclusion,
    url,
  }));
}

async function branches(
  settings: Hosts['codeHostSettings'],
  { protection = [], repository }: Binding,
  { access }: RepositoryFacts,
  look: Look,
): Promise<BranchFact[]> {
  const present = await look.read('Branches', context =>
    settings.branches(repository, context),
  );
  const facts: BranchFact[] = [];
  if (!present) return facts;
  for (const { branch: pattern } of protection) {
    for (const branch of placesOf(pattern, present)) {
      const rules = await look.read(
        `Rules of branch ${branch.name}`,
        async context => {
          // To others than administrators GitHub answers as if there were no protection.
          if (branch.exists && access && !access.isAdmin) throw notAdmin();
          return settings.branchRules(repository, branch, context);
        },
      );
      if (rules) facts.push({ pattern, ...branch, rules });
    }
  }
  return facts;
}

function notAdmin(): ProviderError {
  return new ProviderError(
    'unauthorized',
    'GitHub tells the protection of a branch to administrators only. Give the credential of integrations.github that right, or a GitHub App Administration: read.',
  );
}

/** Branches that a pattern means; a made-up one when there is none yet, since rulesets tell of it. */
function placesOf(pattern: string, present: string[]) {
  const source = pattern
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*?/g, '.*');
  const meant = present.filter(name => new RegExp(`^${source}$`).test(name));
  if (meant.length > 0) {
    return meant.slice(-PER_PATTERN).map(name => ({ name, exists: true }));
  }
  return [{ name: pattern.replace(/\*+/g, '0.0.0'), exists: false }];
}

async function names(
  settings: Hosts['codeHostSettings'],
  { environments, repository }: Binding,
  facts: RepositoryFacts,
  look: Look,
): Promise<void> {
  const wanted = environments.flatMap(githubNamesOf);
  if (wanted.length === 0) return;
  facts.names = await look.read('Variables and secrets', context =>
    settings.names(repository, undefined, context),
  );
  const present = (facts.environments ?? []).filter(({ name }) =>
    wanted.includes(name),
  );
  facts.environmentNames = {};
  for (const { name } of present) {
    const found = await look.read(`Variables and secrets of ${name}`, context =>
      settings.names(repository, name, context),
    );
    // Half of the names would make the other half look absent.
    if (!found) facts.environmentNames = undefined;
    else if (facts.environmentNames) facts.environmentNames[name] = found;
  }
}

async function permissions(
  settings: Hosts['codeHostSettings'],
  repo: Repository,
  { environments = [] }: RepositoryFacts,
  people: string[],
  look: Look,
): Promise<Record<string, string> | undefined> {
  const reviewers = environments
    .flatMap(({ reviewers: logins }) => logins)
    .filter(login => !login.startsWith('@'));
  const logins = [...new Set([...reviewers, ...people])].slice(0, MAX_PEOPLE);
  if (logins.length === 0) return undefined;
  return look.read('Read right of those who decide', async context => {
    const found: Record<string, string> = {};
    for (const login of logins) {
      found[login] = await settings.permissionOf(repo, login, context);
    }
    return found;
  });
}
