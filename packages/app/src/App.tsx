import { createApp } from '@backstage/frontend-defaults';
import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { homePage } from './homePage';
import { sidebar } from './sidebar';
import { signInPage } from './signInPage';

/** Every plugin among this package's dependencies is found by itself. */
export const app = createApp({
  features: [
    createFrontendModule({
      pluginId: 'app',
      extensions: [homePage, sidebar, signInPage],
    }),
  ],
});
