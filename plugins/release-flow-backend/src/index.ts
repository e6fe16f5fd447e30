import { createBackendFeatureLoader } from '@backstage/backend-plugin-api';

/**
 * Everything Release Flow adds to a backend, in one line.
 *
 * @public
 */
export default createBackendFeatureLoader({
  *loader() {
    yield import('./plugin');
    yield import('./scaffolder');
    yield import('./catalog');
  },
});
