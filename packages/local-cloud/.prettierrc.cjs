const shared = require('@backstage/cli/config/prettier');

module.exports = {
  ...shared,
  overrides: [
    {
      // Made by scripts/extract-github-schemas.mjs: one definition a line.
      files: '*.openapi.json',
      options: { printWidth: 8000, objectWrap: 'collapse' },
    },
  ],
};
