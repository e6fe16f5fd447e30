/** Annotation that binds an entity to a flow: a ReleaseFlow name or entity ref. @public */
export const RELEASE_FLOW_ANNOTATION = 'release-flow.io/flow';
/** `apiVersion` of `kind: ReleaseFlow`. @public */
export const RELEASE_FLOW_API_VERSION = 'release-flow.io/v1alpha1';
/** Annotation that names the repository, `owner/name`. @public */
export const GITHUB_SLUG_ANNOTATION = 'github.com/project-slug';
/** Annotation of a User entity that names the person's GitHub login. @public */
export const GITHUB_LOGIN_ANNOTATION = 'github.com/user-login';
