import { parseArgs } from 'node:util';
import { randomFrom } from './random';
import { startLocalCloud } from './startLocalCloud';

const DEFAULT_PORT_BASE = 7100;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { data: { type: 'string' } } });
  const { env } = process;
  const portBase = Number(env.LOCAL_CLOUD_PORT_BASE ?? DEFAULT_PORT_BASE);
  if (!Number.isInteger(portBase) || portBase < 1024 || portBase > 65000) {
    throw new Error(
      `LOCAL_CLOUD_PORT_BASE is not a port: ${env.LOCAL_CLOUD_PORT_BASE}`,
    );
  }
  const cloud = await startLocalCloud({
    dataDir: values.data,
    portBase,
    webhookUrl: env.LOCAL_CLOUD_WEBHOOK_URL,
    clockScale: Number(env.LOCAL_CLOUD_CLOCK_SCALE) || undefined,
    services: env.LOCAL_CLOUD_SERVICES?.split(',').filter(Boolean),
    random: env.LOCAL_CLOUD_SEED
      ? randomFrom(Number(env.LOCAL_CLOUD_SEED))
      : undefined,
  });
  const stop = () => cloud.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  process.stdout.write(`${JSON.stringify({ ready: true, ...cloud.urls })}\n`);
}

main().catch(error => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
