import { expect, type Locator, type Page } from '@playwright/test';

/** A dialog that does something, once its button may be pressed. */
export class ActDialog {
  readonly root: Locator;

  constructor(readonly page: Page) {
    // A menu that is still closing is a dialog too, but no section.
    this.root = page.locator('section[role="dialog"]');
  }

  get gates(): Locator {
    return this.root.getByRole('list', { name: 'Gates' });
  }

  get steps(): Locator {
    return this.root.getByRole('list', { name: 'Steps' });
  }

  get commits(): Locator {
    return this.root.getByRole('list', { name: 'Commits' });
  }

  /** What runs now, and what will. */
  get change(): Locator {
    return this.root.getByTestId('change');
  }

  button(name: string | RegExp): Locator {
    return this.root.getByRole('button', { name });
  }

  async say(reason: string): Promise<void> {
    await this.root
      .getByRole('textbox', { name: /Reason|Comment|Evidence/ })
      .fill(reason);
  }

  /** Presses the button that names the act; the dialog closes when it is taken. */
  async confirm(name: string): Promise<void> {
    await this.button(name).click();
    await expect(this.root).toBeHidden();
  }

  async cancel(): Promise<void> {
    await this.button('Cancel').click();
    await expect(this.root).toBeHidden();
  }
}
