import type { Cloud } from '../../cloud';
import type { Repository } from '../../state/githubModel';
import { repositoryJson } from '../json/repository';
import { organizationJson, userJson } from '../json/user';

/** What every payload ends with. */
export function webhookContext(cloud: Cloud, repo: Repository, actor: string) {
  return {
    repository: webhookRepository(cloud, repo, actor),
    organization: organizationJson(cloud, repo.owner),
    sender: userJson(cloud, actor),
  };
}

/** The repository as payloads have it, which differs a little from REST. */
function webhookRepository(cloud: Cloud, repo: Repository, actor: string) {
  const {
    subscribers_count: _subscribers,
    network_count: _network,
    pull_request_creation_policy: _policy,
    ...shared
  } = repositoryJson(cloud, repo, actor);
  return {
    ...shared,
    is_template: false,
    web_commit_signoff_required: false,
    custom_properties: {},
  };
}
