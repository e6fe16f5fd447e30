import type { Locator, Page } from '@playwright/test';
import { ActDialog } from './ActDialog';

/** A service's Releases tab. */
export class ServicePage {
  constructor(readonly page: Page) {}

  card(environment: string): Locator {
    return this.page.getByTestId(`environment-${environment}`);
  }

  label(environment: string): Locator {
    return this.card(environment).getByTestId('environment-label');
  }

  /** Of the digest that the card shows; whole in its title. */
  digest(environment: string): Locator {
    return this.card(environment).locator('code[title^="sha256:"]');
  }

  path(from: string, to: string): Locator {
    return this.page.getByTestId(`path-${from}-${to}`);
  }

  release(tag: string): Locator {
    return this.page.getByTestId(`release-${tag}`);
  }

  get awaiting(): Locator {
    return this.page.getByTestId('awaiting-me');
  }

  tab(name: 'Releases' | 'History' | 'Release docs'): Promise<void> {
    const details = this.page.getByRole('region', { name: 'Details' });
    return details.getByRole('tab', { name, exact: true }).click();
  }

  /** Chooses from the menu of an environment's card. */
  async choose(environment: string, act: string): Promise<ActDialog> {
    await this.actionsOf(environment).click();
    return this.openBy(this.page.getByRole('menuitem', { name: act }));
  }

  actionsOf(environment: string): Locator {
    return this.card(environment).getByRole('button', { name: 'Actions for' });
  }

  /** Presses a button that opens a dialog. */
  press(name: string): Promise<ActDialog> {
    return this.openBy(this.page.getByRole('button', { name, exact: true }));
  }

  private async openBy(control: Locator): Promise<ActDialog> {
    await control.click();
    return new ActDialog(this.page);
  }
}
