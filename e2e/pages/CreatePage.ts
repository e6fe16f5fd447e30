import type { Locator, Page } from '@playwright/test';

/** A template as a person runs it from Create. */
export class CreatePage {
  constructor(readonly page: Page) {}

  field(name: string): Locator {
    return this.page.getByRole('textbox', { name });
  }

  async chooseService(title: string): Promise<void> {
    await this.field('Service').fill(title);
    await this.page.getByRole('option', { name: title }).click();
  }

  async run(): Promise<void> {
    await this.page.getByRole('button', { name: 'Review' }).click();
    await this.page.getByRole('button', { name: 'Create' }).click();
  }
}
