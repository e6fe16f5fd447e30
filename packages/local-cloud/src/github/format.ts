/** GitHub's time format: UTC, whole seconds. */
export function isoTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

export function nodeId(kind: string, id: number | string): string {
  return Buffer.from(`${kind}:${id}`).toString('base64');
}

/** Encodes every part of a path that may hold slashes of its own. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
