import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(fileURLToPath(import.meta.url), '../../..');

export const inRoot = (...parts) => resolve(root, ...parts);

/** Everything a running portal writes; another folder gives another portal. */
export const inData = (...parts) =>
  resolve(root, process.env.RELEASE_FLOW_DATA ?? '.local', ...parts);
