import type { Locator, Page } from '@playwright/test';
import { ActDialog } from './ActDialog';

/** The freezes, and the switch that stops everything. */
export class FreezesPage {
  constructor(readonly page: Page) {}

  list(name: 'Now' | 'To come' | 'Over'): Locator {
    return this.page.getByRole('list', { name, exact: true });
  }

  get stopped(): Locator {
    return this.page.getByTestId('line-stopped');
  }

  async press(name: string): Promise<ActDialog> {
    await this.page.getByRole('button', { name, exact: true }).first().click();
    return new ActDialog(this.page);
  }
}
