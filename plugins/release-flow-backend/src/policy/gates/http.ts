import type { HttpGateConfig } from '../gateSchemas';
import { isRead, type DecisionFact, type Fact } from '../facts';
import { fullMatcher } from '../patterns';
import { passed, unread, waiting, type Verdict } from './result';

/** Value under a JSON pointer (RFC 6901), or `undefined`. */
export function atPointer(body: unknown, pointer: string): unknown {
  const parts = pointer
    .split('/')
    .slice(1)
    .map(part => part.replace(/~1/g, '/').replace(/~0/g, '~'));
  return parts.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? (value as Record<string, unknown>)[part]
        : undefined,
    body,
  );
}

export function httpTitle({ title, url }: HttpGateConfig): string {
  return title ?? `${new URL(url).host} agrees`;
}

/** An outside decision. Only the host and the verdict are told: what it answered is not ours to show. */
export function judgeHttp(
  config: HttpGateConfig,
  decision: Fact<DecisionFact> | undefined,
): Verdict {
  const { host } = new URL(config.url);
  const title = httpTitle(config);
  if (!decision) return waiting(title, 'not-read', `${host} was not asked.`);
  if (!isRead(decision)) return unread(title, host, decision.unread);
  const { status, body, durationMs } = decision.value;
  const evidence = [`status ${status} in ${durationMs} ms`];
  if (status !== 200) {
    return waiting(
      title,
      'not-read',
      `${host} answered ${status} in place of a decision.`,
      { evidence },
    );
  }
  const value = atPointer(body, config.pointer);
  const isScalar = ['string', 'number', 'boolean'].includes(typeof value);
  if (!isScalar) {
    return waiting(
      title,
      'no-decision',
      `${host} answered without a value at ${config.pointer}.`,
      { evidence },
    );
  }
  if (!fullMatcher(config.expect)(String(value))) {
    return {
      ...waiting(
        title,
        'not-agreed',
        `${host} does not agree: ${config.pointer} does not match ${config.expect}.`,
        { evidence },
      ),
      about: `${host} not agreeing`,
    };
  }
  return passed(title, 'agreed', `${host} agrees`, { evidence });
}
