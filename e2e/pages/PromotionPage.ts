import type { Locator, Page } from '@playwright/test';
import { ActDialog } from './ActDialog';

/** The page of one promotion. */
export class PromotionPage {
  constructor(readonly page: Page) {}

  get state(): Locator {
    return this.page.getByTestId('promotion-state');
  }

  get gates(): Locator {
    return this.page.getByRole('list', { name: 'Gates' });
  }

  get steps(): Locator {
    return this.page.getByRole('list', { name: 'Steps' });
  }

  get change(): Locator {
    return this.page.getByTestId('change');
  }

  get outcome(): Locator {
    return this.page.getByTestId('outcome');
  }

  get approve(): Locator {
    return this.page.getByRole('button', { name: /^Approve/ });
  }

  async press(name: RegExp): Promise<ActDialog> {
    await this.page.getByRole('button', { name }).click();
    return new ActDialog(this.page);
  }
}
