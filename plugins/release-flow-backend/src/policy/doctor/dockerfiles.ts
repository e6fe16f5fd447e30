import type { DoctorFinding } from 'backstage-plugin-release-flow-common';
import { finding } from './codes';
import type { ServiceFacts } from './facts';

/** Whether a user of an image is root, by name, by number, or because nobody said. */
export const isRoot = (user: string) => /^(root|0)?(:|$)/.test(user);

/** As whom that runs which a platform builds from a Dockerfile. */
export function checkDockerfiles({
  binding,
  repository,
}: Pick<ServiceFacts, 'binding' | 'repository'>): DoctorFinding[] {
  const { dockerfiles = {} } = repository;
  return binding.artifacts.flatMap(({ component, dockerfile: path }) => {
    const text = path && dockerfiles[path];
    if (!path || text === undefined) return [];
    const { slug, url } = binding.repository;
    const about = {
      subject: `image of ${component}`,
      url: `${url}/blob/${binding.source.branch}/${path}`,
    };
    if (text === null) {
      return finding('dockerfile-missing', {
        ...about,
        url,
        message: `${slug} has no ${path}, which ${component} is built from.`,
        fix: `Add ${path} to ${binding.source.branch} of ${slug}, or name the right path in the flow`,
      });
    }
    const user = userOf(text);
    if (!isRoot(user)) return [];
    return finding('image-runs-as-root', {
      ...about,
      message: user
        ? `${path} lets ${component} run as ${user}.`
        : `${path} names no user, so ${component} runs as root unless its base says otherwise.`,
      fix: `RUN useradd --system app, then USER app, in ${path}`,
    });
  });
}

/** The user of the last stage; one that is made from an earlier stage begins with its user. */
function userOf(text: string): string {
  const users = new Map<string, string>();
  let stage = '';
  let user = '';
  for (const line of text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const [, base, name] =
      /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line) ?? [];
    if (base) {
      user = users.get(base.toLowerCase()) ?? '';
      stage = name ?? '';
    }
    user = /^\s*USER\s+(\S+)/i.exec(line)?.[1] ?? user;
    if (stage) users.set(stage.toLowerCase(), user);
  }
  return user;
}
