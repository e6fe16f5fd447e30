import type { Cloud } from '../../cloud';
import { json } from '../../http/wire';
import type { Api } from '../api';
import { signedIn } from '../caller';
import { notFound } from '../problem';
import { rateOf } from '../rateLimit';
import { minimalRepositoryJson, repositoryJson } from '../json/repository';
import { organizationJson, publicUserJson } from '../json/user';
import { paged } from '../pagination';

export function addAccountRoutes(api: Api, cloud: Cloud): void {
  api.on('GET /meta', () =>
    json({ verifiable_password_authentication: false }),
  );
  api.on('GET /rate_limit', ({ caller }) => {
    const rate = rateOf(cloud, caller.token);
    const graphql = { limit: 5000, used: 0, remaining: 5000 };
    return json({
      resources: {
        core: rate,
        search: { limit: 30, used: 0, remaining: 30, reset: rate.reset },
        graphql: { ...graphql, reset: rate.reset },
      },
      rate,
    });
  });
  api.on('GET /user', ({ caller }) =>
    json(publicUserJson(cloud, signedIn(caller)), 200, {
      'x-oauth-scopes': caller.token?.scopes.join(', ') ?? '',
    }),
  );
  api.on('GET /user/emails', ({ caller }) => {
    const { email } = cloud.person(signedIn(caller));
    return json([
      { email, primary: true, verified: true, visibility: 'public' },
    ]);
  });
  api.on('GET /user/orgs', request => {
    signedIn(request.caller);
    return paged(cloud, request, owners(cloud), owner =>
      organizationJson(cloud, owner),
    );
  });
  api.on('GET /users/:login', ({ params }) => {
    if (!cloud.findPerson(params.login)) throw notFound();
    return json(publicUserJson(cloud, params.login));
  });
  api.on('GET /orgs/:owner/repos', request => {
    const repos = cloud.state.repositories.filter(
      repo =>
        repo.owner === request.params.owner &&
        repo.access[request.caller.login],
    );
    return paged(cloud, request, repos, repo =>
      minimalRepositoryJson(cloud, repo),
    );
  });
  api.read('GET ', ({ repo, caller }) =>
    json({
      ...repositoryJson(cloud, repo, caller.login),
      organization: repositoryJson(cloud, repo, caller.login).owner,
    }),
  );
}

function owners(cloud: Cloud): string[] {
  return [...new Set(cloud.state.repositories.map(repo => repo.owner))];
}
