import type { Cloud } from '../../cloud';
import type { Person } from '../../state/githubModel';
import { isoTime, nodeId } from '../format';

const ORGANIZATION_ID = 9001;

/** GitHub's `simple-user`. */
export function userJson(cloud: Cloud, login: string) {
  const person = cloud.person(login);
  const api = `${cloud.urls.github}/api/v3/users/${encodeURIComponent(
    person.login,
  )}`;
  return {
    ...identityOf(cloud, person),
    url: api,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: person.kind,
    site_admin: false,
  };
}

function identityOf(cloud: Cloud, person: Person) {
  const web = `${cloud.urls.github}/${encodeURIComponent(person.login)}`;
  return {
    login: person.login,
    id: person.id,
    node_id: nodeId('User', person.id),
    avatar_url: `${cloud.urls.github}/avatars/${encodeURIComponent(
      person.login,
    )}.svg`,
    gravatar_id: '',
    html_url: web,
  };
}

/** GitHub's `public-user`, with the profile. */
export function publicUserJson(cloud: Cloud, login: string) {
  const person = cloud.person(login);
  const since = isoTime(cloud.state.createdAt - 400 * 24 * 3600_000);
  return {
    ...userJson(cloud, login),
    name: person.name,
    company: null,
    blog: '',
    location: null,
    email: person.email,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: since,
    updated_at: since,
  };
}

/** The owning organisation, in the shape of a user. */
export function ownerJson(cloud: Cloud, owner: string) {
  const api = `${cloud.urls.github}/api/v3`;
  const user = userJson(cloud, cloud.state.people[0].login);
  const renamed = Object.entries(user).map(([key, value]) => [
    key,
    typeof value === 'string'
      ? value.replaceAll(`/${user.login}`, `/${owner}`)
      : value,
  ]);
  return {
    ...(Object.fromEntries(renamed) as typeof user),
    login: owner,
    id: ORGANIZATION_ID,
    node_id: nodeId('Organization', ORGANIZATION_ID),
    organizations_url: `${api}/users/${owner}/orgs`,
    type: 'Organization',
  };
}

export function organizationJson(cloud: Cloud, owner: string) {
  const api = `${cloud.urls.github}/api/v3/orgs/${owner}`;
  return {
    login: owner,
    id: ORGANIZATION_ID,
    node_id: nodeId('Organization', ORGANIZATION_ID),
    url: api,
    repos_url: `${api}/repos`,
    events_url: `${api}/events`,
    hooks_url: `${api}/hooks`,
    issues_url: `${api}/issues`,
    members_url: `${api}/members{/member}`,
    public_members_url: `${api}/public_members{/member}`,
    avatar_url: `${cloud.urls.github}/avatars/${owner}.svg`,
    description: 'The sample organisation',
  };
}
