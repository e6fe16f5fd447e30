import type { Browser, BrowserContext, Page } from '@playwright/test';
import { signIn } from '../signIn';
import { FreezesPage } from './FreezesPage';
import { PromotionPage } from './PromotionPage';
import { looks } from './screens';
import { ServicePage } from './ServicePage';

/** A person at a browser of their own. */
export class Visitor {
  /** What the browser's console complained about. */
  readonly complaints: string[] = [];

  private constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on('console', message => {
      if (message.type() !== 'error') return;
      this.complaints.push(`${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', error => this.complaints.push(String(error.stack)));
  }

  static async arrive(browser: Browser, login: string): Promise<Visitor> {
    const { size, theme } = looks();
    const context = await browser.newContext({
      viewport: size,
      colorScheme: theme,
    });
    const visitor = new Visitor(context, await context.newPage());
    await signIn(visitor.page, login);
    return visitor;
  }

  leave() {
    return this.context.close();
  }

  async at(service: string): Promise<ServicePage> {
    await this.page.goto(`/catalog/default/component/${service}/releases`);
    return new ServicePage(this.page);
  }

  async atPromotion(id: string): Promise<PromotionPage> {
    await this.page.goto(`/release-flow/promotions/${id}`);
    return new PromotionPage(this.page);
  }

  async atFreezes(): Promise<FreezesPage> {
    await this.page.goto('/release-flow/freezes');
    return new FreezesPage(this.page);
  }

  async atDecisions(): Promise<Page> {
    await this.page.goto('/release-flow/decisions');
    return this.page;
  }
}
