import type { Cloud } from '../cloud';
import { Api } from './api';
import { addAccountRoutes } from './routes/account';
import { addCheckRoutes } from './routes/checks';
import { addCommitRoutes } from './routes/commits';
import { addContentRoutes } from './routes/contents';
import { addDeploymentRoutes } from './routes/deployments';
import { addHookRoutes } from './routes/hooks';
import { addMergeRoutes } from './routes/merges';
import { addPullRoutes } from './routes/pulls';
import { addRefRoutes } from './routes/refs';
import { addReleaseRoutes } from './routes/releases';
import { addReviewRoutes } from './routes/reviews';
import { addRunRoutes } from './routes/runs';
import { addSettingsRoutes } from './routes/settings';
import { addWorkflowRoutes } from './routes/workflows';

/** GitHub's REST API, as far as release flows need it. */
export function restApi(cloud: Cloud): Api {
  const api = new Api(cloud);
  addAccountRoutes(api, cloud);
  addReleaseRoutes(api, cloud);
  addSettingsRoutes(api, cloud);
  addRefRoutes(api, cloud);
  addMergeRoutes(api, cloud);
  addPullRoutes(api, cloud);
  addCheckRoutes(api, cloud);
  addCommitRoutes(api, cloud);
  addContentRoutes(api, cloud);
  addRunRoutes(api, cloud);
  addWorkflowRoutes(api, cloud);
  addReviewRoutes(api, cloud);
  addDeploymentRoutes(api, cloud);
  addHookRoutes(api, cloud);
  return api;
}
