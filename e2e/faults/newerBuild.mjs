import { pathToFileURL } from 'node:url';

let ours;

export function initialize({ name, entry }) {
  ours = { name, url: pathToFileURL(entry).href };
}

/** What `import()` asks for; `require` is served by newerBuild.cjs. */
export const resolve = (request, context, next) =>
  next(request === ours.name ? ours.url : request, context);
