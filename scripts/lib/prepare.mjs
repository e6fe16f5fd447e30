import { ensurePackages } from './install.mjs';
import { ensureNode, environmentFor } from './node.mjs';
import { Sorry } from './say.mjs';

/** Brings Node and the packages; gives what later steps run with. */
export async function prepare() {
  if (process.platform === 'win32') {
    throw new Sorry('This runs on Linux and macOS; on Windows, use WSL.');
  }
  const node = await ensureNode();
  const env = environmentFor(node);
  await ensurePackages(env);
  return { node, env };
}
