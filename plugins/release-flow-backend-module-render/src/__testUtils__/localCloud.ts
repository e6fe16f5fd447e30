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
  const { urls, control, stop } = await startCloudProcess({
    // So slow that nothing moves by itself, however slow the machine is.
    LOCAL_CLOUD_CLOCK_SCALE: '0.02',
  });
  return { ...urls, ask: control, stop };
}
