import {
  startCloudProcess,
  type CloudProcess,
} from '@internal/local-cloud/process';

export type LocalCloud = CloudProcess['urls'] & {
  ask: CloudProcess['control'];
  stop: CloudProcess['stop'];
};

/** A local cloud of this test's own. */
export async function startLocalCloud(): Promise<LocalCloud> {
  const { urls, control, stop } = await startCloudProcess();
  return { ...urls, ask: control, stop };
}
