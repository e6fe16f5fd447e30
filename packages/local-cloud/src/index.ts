export { startLocalCloud } from './startLocalCloud';
export type { LocalCloud, LocalCloudOptions } from './startLocalCloud';
export type { CloudUrls } from './cloud';
export type { CloudState } from './state/cloudModel';
export { MACHINE_TOKEN, WEBHOOK_SECRET } from './seed';
export { IDENTITY_HEADER } from './azure/identity';
export { RENDER_KEY } from './render/api';
export { CLIENT_ID, CLIENT_SECRET } from './github/oauth';
