import { expect } from '@playwright/test';
import type { Service } from '../support/Service';
import type { ServicePage } from './ServicePage';

/** Waits until the page, REST and the site itself agree on what runs there. */
export async function agree(
  tab: ServicePage,
  service: Service,
  environment: string,
  label: string,
): Promise<string> {
  const digest = await service.runs(environment, label);
  await expect(tab.label(environment)).toHaveText(label);
  await expect(tab.digest(environment)).toHaveAttribute('title', digest!);
  return digest!;
}
