import type { Cloud } from '../cloud';
import { liveDeploy } from './deploys';
import type { RenderService } from './renderModel';

/** Text of a file of the commit that a service runs; static files lie in Vite's folders. */
export function liveFile(
  cloud: Cloud,
  service: RenderService,
  path: string,
): string | undefined {
  const [owner, name] = service.repository.split('/');
  const git = cloud.repository(owner, name)?.git;
  const live = liveDeploy(service);
  const tree = live && git?.commits[live.commit]?.tree;
  const blob = tree?.[path];
  return blob ? git!.blobs[blob] : undefined;
}

/** Headers that `_headers` gives to every path. */
export function headersOf(text: string | undefined): Record<string, string> {
  const lines = (text ?? '').split('\n');
  const start = lines.findIndex(line => line.trim() === '/*');
  if (start < 0) return {};
  const rest = lines.slice(start + 1);
  const end = rest.findIndex(line => /^\S/.test(line));
  const pairs = (end < 0 ? rest : rest.slice(0, end)).flatMap(line => {
    const [, name, value] = /^\s+([\w-]+):\s*(.+)$/.exec(line) ?? [];
    return name ? [[name.toLowerCase(), value.trim()]] : [];
  });
  return Object.fromEntries(pairs);
}

/** Whether `_redirects` sends plain HTTP to HTTPS with 301. */
export function enforcesHttps(text: string | undefined): boolean {
  return /^http:\/\/\S+\s+https:\/\/\S+\s+301!?\s*$/m.test(text ?? '');
}
