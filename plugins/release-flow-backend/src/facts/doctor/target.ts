import {
  ProviderError,
  type TargetObservation,
} from 'backstage-plugin-release-flow-node';
import type { Binding, BoundEnvironment } from '../../policy/binding';
import type { TargetFacts } from '../../policy/doctor';
import type { Providers } from '../Providers';
import type { Look } from './Look';
import { lookAtSettings } from './settings';

type Sources = Pick<
  Providers,
  'targets' | 'verifications' | 'registry' | 'probe'
>;

const STICKY = /^(ARRAffinity(SameSite)?|AWSALB(CORS|TG|TGCORS)?)$/;

/** How one environment's target is, through everything that can tell. */
export async function lookAtTarget(
  sources: Sources,
  binding: Binding,
  environment: BoundEnvironment,
  look: Look,
): Promise<TargetFacts> {
  const provider = sources.targets.get(environment.target.type);
  if (!provider) return {};
  const { target: config, targetName } = environment;
  const seen = await look.read(`Target ${targetName}`, async context => {
    try {
      const components = binding.artifacts.map(({ component }) => component);
      return { found: await provider.observe({ config, components }, context) };
    } catch (error) {
      if (!(error instanceof ProviderError) || error.trouble !== 'not-found') {
        throw error;
      }
      return { missing: error.message };
    }
  });
  if (!seen) return {};
  if ('missing' in seen) return { missing: seen.missing };
  const { id: name, tier, platform, alarms, settings } = environment;
  const expected = { environment: name, tier, platform, alarms, settings };
  const facts: TargetFacts = {};
  if (provider.inspect) {
    facts.findings = await look.read(
      `Configuration of ${targetName}`,
      context => provider.inspect!({ config, expected }, context),
    );
  }
  return {
    ...facts,
    ...(await lookAtSettings(sources, environment, look)),
    ...(await lookAtAnswers(sources, environment, seen.found, look)),
    images: await lookAtImages(sources, environment, seen.found, look),
  };
}

async function lookAtAnswers(
  { verifications, probe }: Sources,
  environment: BoundEnvironment,
  found: TargetObservation,
  look: Look,
): Promise<Pick<TargetFacts, 'probes' | 'stickyCookies'>> {
  const http = verifications.get('http');
  const asked = environment.verify.filter(({ type }) => type === 'http');
  const probes: NonNullable<TargetFacts['probes']> = [];
  const cookies: string[][] = [];
  for (const config of asked) {
    const path = String(config.path);
    const answer = await look.read(
      `Answer of ${path} in ${environment.id}`,
      context =>
        http!.check(
          {
            config,
            artifact: found.configured ?? [],
            environment: placeOf(environment),
            observe: async () => found,
          },
          context,
        ),
    );
    if (!answer) continue;
    const { status, message } = answer;
    probes.push({ path, isPassing: status === 'passed', message });
    const base = baseOf(environment, config.url);
    if (status !== 'passed' || !base) continue;
    const url = new URL(path, base).href;
    const names = await look.read(`Cookies of ${url}`, async context => {
      const { headers } = await probe.get(url, { hosts: found.hosts }, context);
      return namesOfCookies(headers['set-cookie'] ?? '');
    });
    if (names) cookies.push(names);
  }
  if (cookies.length === 0) return { probes };
  const sticky = cookies.flat().filter(name => STICKY.test(name));
  return { probes, stickyCookies: [...new Set(sticky)] };
}

function placeOf({ id, urls, target, alarms = [] }: BoundEnvironment) {
  return { id, urls, target, alarms: alarms.map(({ name }) => name) };
}

/** A site and its API may stand behind balancers of their own, so each is asked where it is. */
function baseOf(
  { target, urls }: BoundEnvironment,
  name: unknown,
): string | undefined {
  if (typeof name === 'string') return urls[name];
  const own = typeof target.url === 'string' ? target.url : undefined;
  return own ?? urls.api ?? Object.values(urls)[0];
}

/** Several are joined by commas, which dates hold too. */
function namesOfCookies(header: string): string[] {
  return [...header.matchAll(/(?:^|,\s*)([^=;,\s]+)=/g)].map(([, it]) => it);
}

async function lookAtImages(
  { registry }: Sources,
  { targetName }: BoundEnvironment,
  { configured = [] }: TargetObservation,
  look: Look,
): Promise<TargetFacts['images']> {
  const images: NonNullable<TargetFacts['images']> = [];
  for (const { identity } of configured) {
    if (!('image' in identity)) continue;
    const { image, digest } = identity;
    const user = await look.read(`Image of ${targetName}`, context =>
      registry.userOf(image, digest, context),
    );
    if (user !== undefined) images.push({ image, user });
  }
  return images;
}
