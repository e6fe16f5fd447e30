import { createHmac } from 'node:crypto';
import schema from '@octokit/webhooks-schemas/schema.json';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import {
  control,
  eventually,
  octokitFor,
  signIn,
} from '../../__testUtils__/wire';
import type { LocalCloud } from '../../index';
import { startLocalCloud, WEBHOOK_SECRET } from '../../index';
import type { ListeningServer } from '../../http/listen';
import { listenOnLoopback } from '../../http/listen';
import type { WireRequest } from '../../http/wire';
import { empty, header } from '../../http/wire';

jest.setTimeout(60_000);

const REPO = { owner: 'acme', repo: 'qfa-backend' };

const ajv = addFormats(
  new Ajv({ strict: false, allErrors: true, logger: false }),
);
ajv.addSchema(schema, 'webhooks');

let cloud: LocalCloud;
let receiver: ListeningServer;
const received: WireRequest[] = [];

beforeAll(async () => {
  receiver = await listenOnLoopback({
    port: 0,
    handler: request => {
      received.push(request);
      return empty(202);
    },
  });
  cloud = await startLocalCloud({
    webhookUrl: `http://localhost:${receiver.port}/hook`,
    clockScale: 20,
  });
});

afterAll(async () => {
  await cloud.close();
  await receiver.close();
});

function nameOf(request: WireRequest): string {
  const event = header(request, 'x-github-event');
  const { action } = JSON.parse(request.body.toString());
  return action ? `${event}.${action}` : event;
}

/** What the published schema has against a delivery. */
function problemsOf(request: WireRequest): string[] {
  const [event, action] = nameOf(request).split('.');
  const definition = action ? `${event}$${action}` : `${event}$event`;
  const validate = ajv.getSchema(`webhooks#/definitions/${definition}`)!;
  const payload = JSON.parse(request.body.toString());
  if (validate(payload)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${event}.${action} ${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

describe('webhooks', () => {
  it('tell what happens, signed and in the documented form', async () => {
    const github = octokitFor(cloud);
    await github.rest.actions.createWorkflowDispatch({
      ...REPO,
      workflow_id: 'release.yaml',
      ref: 'main',
    });
    const draft = await eventually(async () => {
      const { data } = await github.rest.repos.listReleases(REPO);
      return data.find(release => release.draft);
    });
    const release = { ...REPO, release_id: Number(draft.id) };
    await github.rest.repos.updateRelease({ ...release, body: draft.body! });
    const ada = octokitFor(cloud, await signIn(cloud, 'ada'));
    await ada.rest.repos.updateRelease({ ...release, draft: false });
    await eventually(async () => {
      const { repositories } = await control(cloud, 'GET', '/state');
      const [docs] = repositories[0].runs;
      return docs.status === 'completed' || undefined;
    });
    await control(cloud, 'POST', '/repos/qfa-backend/commits', {
      branch: 'feat/hooks',
      message: 'feat: tell about pushes',
      files: { 'src/qfa/hooks.py': 'pass\n' },
    });
    await github.rest.git.deleteRef({ ...REPO, ref: 'heads/feat/hooks' });
    await eventually(
      () => received.some(it => nameOf(it) === 'delete') || undefined,
    );

    expect([...new Set(received.flatMap(problemsOf))]).toEqual([]);
    expect([...new Set(received.map(nameOf))].sort()).toEqual([
      'create',
      'delete',
      'deployment.created',
      'deployment_status.created',
      'push',
      'release.created',
      'release.edited',
      'release.published',
      'release.released',
      'workflow_run.completed',
      'workflow_run.in_progress',
      'workflow_run.requested',
    ]);
    for (const request of received) {
      const signature = createHmac('sha256', WEBHOOK_SECRET)
        .update(request.body)
        .digest('hex');
      expect(header(request, 'x-hub-signature-256')).toBe(
        `sha256=${signature}`,
      );
    }
  });

  it('are sent once more on request, under the same id', async () => {
    const github = octokitFor(cloud);
    const { data: hooks } = await github.rest.repos.listWebhooks(REPO);
    const hook = { ...REPO, hook_id: hooks[0].id };
    const { data } = await github.rest.repos.listWebhookDeliveries(hook);
    const [{ id, guid }] = data;
    const same = () =>
      received.filter(it => header(it, 'x-github-delivery') === guid).length;
    expect(same()).toBe(1);
    const delivery_id = Number(id);
    await github.rest.repos.redeliverWebhookDelivery({ ...hook, delivery_id });
    await eventually(() => same() === 2 || undefined);
  });
});
