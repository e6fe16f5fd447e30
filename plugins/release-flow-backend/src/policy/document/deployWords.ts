import type {
  AutomaticDeploy,
  Deployer,
  EnvironmentSpec,
  PathSpec,
} from 'backstage-plugin-release-flow-common';
import { SOURCE } from '../graph';
import { code, listed, md } from './markdown';
import { filled, type Subject } from './subject';
import { spanOf } from './words';

function inputsWords(
  subject: Subject,
  environment: EnvironmentSpec,
  inputs: Record<string, string> | undefined,
): string {
  const given = Object.entries(inputs ?? {}).map(([name, value]) =>
    code(`${name}: ${filled(subject, value, environment)}`),
  );
  return given.length > 0 ? ` with ${listed(given)}` : '';
}

/** What starts an environment's deployments by themselves. */
export function triggerWords(
  { source }: Pick<Subject, 'source'>,
  { on, branch, tag }: AutomaticDeploy,
): string {
  switch (on) {
    case 'release-drafted':
      return 'when a release is drafted';
    case 'release-published':
      return 'when a release is published';
    case 'push':
      return `on a push to ${code(branch ?? source.branch)}`;
    default:
      return `on a tag like ${code(tag ?? source.tag)}`;
  }
}

/** An automatic deployment, what carries it out included. */
export function automaticWords(
  subject: Subject,
  environment: EnvironmentSpec,
  automatic: AutomaticDeploy,
): string {
  const files = [automatic.workflow, ...(automatic.alsoWorkflows ?? [])]
    .flatMap(file => file ?? [])
    .map(code);
  const trigger = triggerWords(subject, automatic);
  const within = spanOf(automatic.within);
  switch (automatic.by) {
    case 'external':
      return `${trigger}, ${files.length > 0 ? listed(files) : 'something else'} deploys it by itself; it has to be seen within ${within}`;
    case 'workflow':
      return `${trigger}, Release Flow runs ${listed(files)}${inputsWords(subject, environment, automatic.inputs)}, within ${within}`;
    default:
      return `${trigger}, Release Flow points the target at it${files.length > 0 ? `, beside ${listed(files)}` : ''}, within ${within}`;
  }
}

const started = (files: string[] | undefined) =>
  files ? `, which starts ${listed(files.map(code))}` : '';

/** A person's deployment. */
export function manualWords(
  subject: Subject,
  environment: EnvironmentSpec,
  deployer: Deployer,
): string {
  const text = (value: string) => code(filled(subject, value, environment));
  const review = (within: string | undefined) =>
    within ? ` It may wait ${spanOf(within)} for the reviewers in GitHub.` : '';
  switch (deployer.by) {
    case 'target':
      return 'Release Flow points the target at the artifact, once.';
    case 'workflow':
      return `Release Flow runs ${code(deployer.file)}${deployer.ref ? ` on ${text(deployer.ref)}` : ''}${inputsWords(subject, environment, deployer.inputs)}.${review(deployer.reviewWithin)}`;
    case 'tag':
      return `Release Flow makes the annotated tag ${text(deployer.tag)} on the artifact's commit${started(deployer.workflows)}.${review(deployer.reviewWithin)}`;
    case 'branch': {
      const how = deployer.method === 'merge' ? 'merges' : 'cherry-picks';
      const by = deployer.pullRequest ? ' by a pull request' : '';
      return `Release Flow ${how} the artifact's commit into ${text(deployer.branch)}${by}${started(deployer.workflows)}.${review(deployer.reviewWithin)}`;
    }
    case 'module':
      return `Release Flow deploys by ${md(subject.words.deployer(deployer.deployer, deployer.config) ?? deployer.deployer)}.`;
    default:
      return 'It is deployed elsewhere; Release Flow watches for it.';
  }
}

/** Whether an artifact goes along a path by itself. */
export function isAutomaticPath(
  { environments, paths }: Subject,
  path: PathSpec,
): boolean {
  const { automatic } = environments.find(({ id }) => id === path.to)!.deploy;
  if (!automatic) return false;
  if (automatic.on !== 'push') return true;
  // A push comes from the source; other ways into the same environment are people's.
  const fromSource = paths.filter(
    ({ from, to }) => from === SOURCE && to === path.to,
  );
  return fromSource.length === 0 || path.from === SOURCE;
}
