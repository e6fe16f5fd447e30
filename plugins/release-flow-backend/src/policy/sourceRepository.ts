import {
  ANNOTATION_LOCATION,
  ANNOTATION_SOURCE_LOCATION,
  type Entity,
} from '@backstage/catalog-model';
import {
  GITHUB_SLUG_ANNOTATION,
  type BindingError,
} from 'backstage-plugin-release-flow-common';

export interface SourceRepository {
  host: string;
  slug: string;
  url: string;
}

export type RepositoryResult =
  { repository: SourceRepository } | { error: BindingError };

const SLUG = /^[A-Za-z0-9][\w-]{0,99}\/[\w.-]{1,100}$/;
const annotationField = (name: string) => `metadata.annotations.${name}`;

/** Repository a location such as `url:https://host/owner/name/tree/main/` lies in. */
function repositoryAt(location: string | undefined) {
  const target = /^url:(https?:\/\/.+)$/.exec(location ?? '')?.[1];
  if (!target || !URL.canParse(target)) return undefined;
  const url = new URL(target);
  const [owner, name] = url.pathname.split('/').filter(Boolean);
  if (!owner || !name) return undefined;
  return {
    host: url.host,
    slug: `${owner}/${name.replace(/\.git$/, '')}`,
    origin: url.origin,
  };
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** `owner/name` on github.com, `host/owner/name`, either with `*` as the name. */
function isListed(
  repositories: string[],
  { host, slug }: { host: string; slug: string },
): boolean {
  const full = `${host}/${slug}`;
  return repositories.some(entry => {
    const listed =
      entry.split('/').length === 2 ? `github.com/${entry}` : entry;
    return listed.endsWith('/*')
      ? same(listed.slice(0, -1), full.slice(0, full.lastIndexOf('/') + 1))
      : same(listed, full);
  });
}

/**
 * The repository a service releases from. It has to be the one its entity comes from, unless the
 * flow lists it: what an entity says of itself proves nothing when it was read from elsewhere.
 */
export function repositoryOf(
  entity: Entity,
  repositories: string[] = [],
): RepositoryResult {
  const annotations = entity.metadata.annotations ?? {};
  const slug = annotations[GITHUB_SLUG_ANNOTATION];
  const fail = (field: string, message: string): RepositoryResult => ({
    error: { field: annotationField(field), message },
  });
  if (!slug) {
    return fail(
      GITHUB_SLUG_ANNOTATION,
      'is required: name the repository as owner/name',
    );
  }
  if (!SLUG.test(slug) || /\/\.{1,2}$/.test(slug)) {
    return fail(GITHUB_SLUG_ANNOTATION, 'must be owner/name');
  }
  const location = annotations[ANNOTATION_LOCATION];
  const readFrom = repositoryAt(location);
  const source =
    repositoryAt(annotations[ANNOTATION_SOURCE_LOCATION]) ?? readFrom;
  if (!source) {
    return fail(
      ANNOTATION_SOURCE_LOCATION,
      'is required when the entity is not read from its repository: url:https://host/owner/name/',
    );
  }
  const { host } = source;
  // A file was registered by whoever runs the portal; what it says of its source is theirs to say.
  const origin = location?.startsWith('file:') ? source : readFrom;
  const isOrigin =
    origin !== undefined && same(origin.host, host) && same(origin.slug, slug);
  if (!isOrigin && !isListed(repositories, { host, slug })) {
    const from = origin
      ? `${origin.host}/${origin.slug}`
      : (location ?? 'nowhere');
    return fail(
      GITHUB_SLUG_ANNOTATION,
      `The entity comes from ${from}, not from ${host}/${slug}. Register it from its own repository, or ask the flow's owner to list ${host}/${slug} under spec.repositories.`,
    );
  }
  return {
    repository: { host, slug, url: `${source.origin}/${slug}` },
  };
}
