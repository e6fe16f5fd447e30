import type { Cloud } from '../../cloud';
import { empty, json } from '../../http/wire';
import type { Delivery, Hook, Repository } from '../../state/githubModel';
import type { Api } from '../api';
import { isoTime } from '../format';
import { apiUrl } from '../json/repository';
import { paged } from '../pagination';
import { invalid, notFound } from '../problem';
import { deliver } from '../webhooks/deliver';

export function addHookRoutes(api: Api, cloud: Cloud): void {
  api.write('GET /hooks', request =>
    paged(cloud, request, request.repo.hooks, hook =>
      hookJson(cloud, request.repo, hook),
    ),
  );
  api.write('POST /hooks', ({ repo, fields }) => {
    if (!fields.config?.url) throw invalid('Hook', 'url', 'missing_field');
    const hook: Hook = {
      id: cloud.nextId(),
      url: fields.config.url,
      secret: fields.config.secret ?? '',
      events: fields.events ?? ['push'],
      active: fields.active ?? true,
      createdAt: cloud.now(),
      updatedAt: cloud.now(),
    };
    repo.hooks.push(hook);
    cloud.changed();
    return json(hookJson(cloud, repo, hook), 201);
  });
  api.write('DELETE /hooks/:id', ({ repo, params }) => {
    const hook = findHook(repo, params.id);
    repo.hooks = repo.hooks.filter(it => it !== hook);
    cloud.changed();
    return empty();
  });
  api.write('GET /hooks/:id/deliveries', request => {
    const hook = findHook(request.repo, request.params.id);
    const status = request.query.get('status');
    const deliveries = request.repo.deliveries.filter(
      delivery =>
        delivery.hookId === hook.id &&
        (!status || (status === 'success') === (delivery.status === 'OK')),
    );
    return paged(cloud, request, deliveries, delivery =>
      deliveryJson(request.repo, delivery),
    );
  });
  api.write('POST /hooks/:id/deliveries/:delivery/attempts', request => {
    const { repo, params } = request;
    const hook = findHook(repo, params.id);
    const past = repo.deliveries.find(it => it.id === Number(params.delivery));
    if (!past) throw notFound();
    deliver(cloud, repo, hook, { ...messageOf(past), redelivery: true }).catch(
      () => {},
    );
    return json({}, 202);
  });
}

function messageOf({ event, action, guid, payload }: Delivery) {
  return { event, action, guid, payload };
}

function findHook(repo: Repository, id: string): Hook {
  const hook = repo.hooks.find(it => it.id === Number(id));
  if (!hook) throw notFound();
  return hook;
}

function hookJson(cloud: Cloud, repo: Repository, hook: Hook) {
  const url = `${apiUrl(cloud, repo)}/hooks/${hook.id}`;
  return {
    type: 'Repository',
    id: hook.id,
    name: 'web',
    active: hook.active,
    events: hook.events,
    config: {
      content_type: 'json',
      insecure_ssl: '0',
      url: hook.url,
      ...(hook.secret && { secret: '********' }),
    },
    updated_at: isoTime(hook.updatedAt),
    created_at: isoTime(hook.createdAt),
    url,
    test_url: `${url}/test`,
    ping_url: `${url}/pings`,
    deliveries_url: `${url}/deliveries`,
    last_response: lastResponse(repo, hook),
  };
}

function lastResponse(repo: Repository, hook: Hook) {
  const last = repo.deliveries
    .filter(({ hookId }) => hookId === hook.id)
    .sort((a, b) => b.at - a.at)[0];
  if (!last) return { code: null, status: 'unused', message: null };
  const { statusCode, status } = last;
  return {
    code: statusCode,
    status: status === 'OK' ? 'active' : 'misconfigured',
    message: status,
  };
}

function deliveryJson(repo: Repository, delivery: Delivery) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: isoTime(delivery.at),
    redelivery: delivery.redelivery,
    duration: delivery.durationSeconds,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: null,
    repository_id: repo.id,
    throttled_at: null,
  };
}
