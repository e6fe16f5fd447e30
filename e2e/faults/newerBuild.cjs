// Loaded before a backend: its Release Flow is the copy in the data folder, not this repository's.
const { Module, register } = require('node:module');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const NAME = 'backstage-plugin-release-flow-backend';
const folder = join(process.env.RELEASE_FLOW_DATA, 'newer');

const usual = Module._resolveFilename;
Module._resolveFilename = function resolve(request, ...rest) {
  const isOurs = request === NAME || request.startsWith(`${NAME}/`);
  const own = request === NAME ? 'src/index.ts' : request.slice(NAME.length);
  return usual.call(this, isOurs ? join(folder, own) : request, ...rest);
};

register('./newerBuild.mjs', {
  parentURL: pathToFileURL(__filename).href,
  data: { name: NAME, entry: join(folder, 'src/index.ts') },
});
