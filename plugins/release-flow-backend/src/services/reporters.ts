import type { Config } from '@backstage/config';
import { NotAllowedError } from '@backstage/errors';
import type { Caller } from './Access';

/** A subject of CI, and the services it may tell of. */
export interface Reporter {
  subject: string;
  /** Entity refs; `*` stands for any letters of one part. */
  services: string[];
}

const PATTERN = /^[a-z0-9*]+:[a-z0-9._*-]+\/[A-Za-z0-9._*-]+$/;

/** `releaseFlow.reporters`, or one clear sentence at start. */
export function readReporters(releaseFlow: Config | undefined): Reporter[] {
  const reporters = releaseFlow?.getOptionalConfigArray('reporters') ?? [];
  return reporters.map((reporter, index) => {
    const field = `releaseFlow.reporters[${index}]`;
    const subject = reporter.getString('subject');
    if (subject.startsWith('user:')) {
      throw new Error(
        `${field}.subject is a user; only services report, such as external:ci`,
      );
    }
    const services = reporter.getStringArray('services');
    const wrong = services.find(pattern => !PATTERN.test(pattern));
    if (wrong !== undefined || services.length === 0) {
      throw new Error(
        `${field}.services must list entity refs such as component:default/api-*, not '${wrong ?? ''}'`,
      );
    }
    return { subject, services };
  });
}

/** Reports are for configured subjects, each for its own services; people don't report. */
export class Reporters {
  constructor(private readonly reporters: Reporter[]) {}

  require(caller: Caller, serviceRef: string): void {
    if (caller.kind !== 'service') {
      throw new NotAllowedError(
        'Reports come from CI, by a subject that releaseFlow.reporters lists. People adopt what runs instead.',
      );
    }
    const own = this.reporters.filter(
      ({ subject }) => subject === caller.actor,
    );
    if (own.length === 0) {
      throw new NotAllowedError(
        `${caller.actor} is not listed in releaseFlow.reporters.`,
      );
    }
    const ref = serviceRef.toLowerCase();
    const isOwn = own.some(({ services }) =>
      services.some(pattern => matches(pattern.toLowerCase(), ref)),
    );
    if (!isOwn) {
      throw new NotAllowedError(
        `${caller.actor} may not report for ${serviceRef}. Add it to its services in releaseFlow.reporters.`,
      );
    }
  }
}

function matches(pattern: string, ref: string): boolean {
  const source = pattern
    .split('*')
    .map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^:/]*');
  return new RegExp(`^${source}$`).test(ref);
}
