import type { Cloud } from '../cloud';
import type { Handler } from '../http/wire';
import { renderApi } from './api';
import { renderSites } from './sites';

/** Render's API and, below `render.localhost`, what its services serve over TLS. */
export function renderHandler(cloud: Cloud): Handler {
  const api = renderApi(cloud);
  const sites = renderSites(cloud, 'https');
  return request => sites(request) ?? api(request);
}

/** Sites of Render over plain HTTP; all others go to `next`. */
export function withRenderSites(cloud: Cloud, next: Handler): Handler {
  const sites = renderSites(cloud, 'http');
  return request => sites(request) ?? next(request);
}
