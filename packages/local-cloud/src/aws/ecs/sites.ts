import type { Cloud } from '../../cloud';
import { markup, page } from '../../html/page';
import type { Reply } from '../../http/wire';
import { html, json, text } from '../../http/wire';
import { imageLabel } from '../../registry/images';
import { parseImage } from '../../registry/reference';
import type { EcsService, EcsTask } from '../awsModel';
import { requireDefinition } from './names';

/** What the load balancer before a service answers; `undefined` for the hosts of others. */
export function ecsSiteAnswer(
  cloud: Cloud,
  host: string,
  path: string,
): Reply | undefined {
  const service = cloud.state.aws.services.find(it => it.site === host);
  if (!service) return undefined;
  const task = cloud.state.aws.tasks.find(
    it =>
      it.service === service.name &&
      it.cluster === service.cluster &&
      it.lastStatus === 'RUNNING',
  );
  if (!task) return text('503 Service Temporarily Unavailable', 503);
  return answerOf(cloud, service, task, path);
}

function answerOf(
  cloud: Cloud,
  service: EcsService,
  task: EcsTask,
  path: string,
): Reply {
  const [{ name, image }] = requireDefinition(
    cloud,
    task.definition,
  ).containers;
  const digest = task.digests[name];
  const repository = parseImage(image)?.name ?? '';
  const version = imageLabel(cloud.state, repository, digest, 'version');
  switch (path) {
    case '/':
      return html(
        page({
          title: service.site,
          body: markup`<h1>${service.site}</h1><p><b>${repository} ${version ?? ''}</b> is up.</p>`,
        }),
      );
    case '/health':
    case '/api/health':
      return service.healthy
        ? json({ status: 'ok' })
        : json({ status: 'unhealthy', database: 'unreachable' }, 503);
    case '/version':
      return json({ version, digest });
    default:
      return json({ detail: 'Not Found' }, 404);
  }
}
