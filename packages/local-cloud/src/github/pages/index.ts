import type { Cloud } from '../../cloud';
import type { Router } from '../../http/router';
import { addAccountPages } from './accounts';
import { addCodePages } from './code';
import { addDeploymentPages } from './deployments';
import { Pages } from './pages';
import { addPullPages } from './pulls';
import { addReleasePages } from './releases';
import { addRunPages } from './runs';

/** Every address that the API hands out opens one of these. */
export function addPages(router: Router, cloud: Cloud): void {
  const pages = new Pages(cloud, router);
  addDeploymentPages(pages, cloud);
  addAccountPages(pages, cloud);
  addReleasePages(pages, cloud);
  addPullPages(pages, cloud);
  addRunPages(pages, cloud);
  addCodePages(pages, cloud);
}
