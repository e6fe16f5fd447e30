module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: { '@backstage/no-mixed-plugin-imports': 'error' },
  // Files of the sample repositories, which no package of ours imports.
  ignorePatterns: ['src/seed/*/files/**'],
  overrides: [
    {
      // It only ever runs from its sources, so __dirname is what it seems.
      files: ['src/**'],
      rules: { 'no-restricted-syntax': 'off' },
    },
  ],
});
