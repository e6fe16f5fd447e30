import type { Cloud } from '../cloud';
import { RenderProblem } from './problem';
import type { RenderService } from './renderModel';

const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*$/;

/** Render's `customDomain`. */
export function customDomainJson(service: RenderService, name: string) {
  const labels = name.split('.');
  const publicSuffix = labels.at(-1)!;
  return {
    id: idOf(name),
    name,
    domainType: labels.length > 2 ? 'subdomain' : 'apex',
    publicSuffix,
    redirectForName: '',
    verificationStatus: service.failDomains ? 'unverified' : 'verified',
    createdAt: new Date(service.createdAt).toISOString(),
    server: { id: service.id, name: service.name },
  };
}

/** A domain belongs to one service at a time. */
export function addDomain(
  cloud: Cloud,
  service: RenderService,
  name: unknown,
): string {
  if (typeof name !== 'string' || !DOMAIN.test(name)) {
    throw new RenderProblem(400, 'invalid domain name');
  }
  const owner = cloud.state.render.find(({ domains }) =>
    domains.includes(name),
  );
  if (owner) throw new RenderProblem(409, `${name} is already in use`);
  service.domains.push(name);
  cloud.changed();
  return name;
}

export function domainOf({ domains }: RenderService, idOrName: string): string {
  const found = domains.find(it => it === idOrName || idOf(it) === idOrName);
  if (!found) throw new RenderProblem(404, 'custom domain not found');
  return found;
}

export function removeDomain(
  cloud: Cloud,
  service: RenderService,
  idOrName: string,
): void {
  const name = domainOf(service, idOrName);
  service.domains = service.domains.filter(it => it !== name);
  cloud.changed();
}

function idOf(name: string): string {
  return `cdm-${name.replaceAll('.', '-')}`;
}
