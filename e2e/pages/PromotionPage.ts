import { expect, type Locator, type Page } from '@playwright/test';
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

  /** One gate, by its key. */
  gate(key: string): Locator {
    return this.page.getByTestId(`gate-${key}`);
  }

  /** One item of a checklist. */
  item(id: string): Locator {
    return this.page.getByTestId(`item-${id}`);
  }

  /** Ticks an item that needs no words. */
  async tick(id: string): Promise<void> {
    await this.box(id).click();
    await expect(this.item(id)).toHaveAttribute('data-state', 'done');
  }

  /** Ticks an item and says what was seen. */
  async tickWith(id: string, evidence: string): Promise<void> {
    await this.box(id).click();
    const dialog = new ActDialog(this.page);
    await dialog.say(evidence);
    await dialog.confirm('Tick it');
    await expect(this.item(id)).toHaveAttribute('data-state', 'done');
  }

  /** The input lies under its own drawing, so its label is what is clicked. */
  private box(id: string): Locator {
    return this.item(id).locator('label').first();
  }

  async press(name: RegExp): Promise<ActDialog> {
    await this.page.getByRole('button', { name }).click();
    return new ActDialog(this.page);
  }
}
