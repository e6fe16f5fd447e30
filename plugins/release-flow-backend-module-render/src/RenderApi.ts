import {
  ProviderError,
  type ProviderContext,
} from 'backstage-plugin-release-flow-node';
import type { z } from 'zod';
import type { RenderConfig } from './renderConfig';
import { answerError, connectionError, type Asked } from './renderErrors';
import { RenderQuota } from './RenderQuota';

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 4 * 1024 * 1024;

type Query = Record<string, string | undefined>;

/** Render's REST API: each call is sent once. */
export class RenderApi {
  constructor(
    private readonly config: RenderConfig,
    private readonly quota = new RenderQuota(),
  ) {}

  /** Workspace of targets that name none. */
  get owner(): string | undefined {
    return this.config.owner;
  }

  async read<T>(
    path: string,
    query: Query,
    schema: z.ZodType<T>,
    what: string,
    context: ProviderContext,
  ): Promise<T> {
    this.quota.require(what, context.background === true);
    const asked = { what, isChange: false };
    const given = Object.entries(query).filter(([, value]) => value);
    const search = new URLSearchParams(given as [string, string][]);
    const answer = await this.send('GET', `${path}?${search}`, asked, context);
    this.quota.note(answer);
    return this.parsed(answer, schema, asked);
  }

  /** `undefined` where Render took it but answers nothing yet. */
  async change<T>(
    method: 'POST' | 'PATCH',
    path: string,
    body: object,
    schema: z.ZodType<T>,
    what: string,
    context: ProviderContext,
  ): Promise<T | undefined> {
    if (context.signal.aborted) {
      throw new ProviderError(
        'unavailable',
        `Render was not asked to ${what}: the caller gave up before.`,
      );
    }
    const asked = { what, isChange: true };
    const answer = await this.send(method, path, asked, context, body);
    if (answer.status === 202) return undefined;
    return this.parsed(answer, schema, asked);
  }

  private async send(
    method: string,
    path: string,
    asked: Asked,
    context: ProviderContext,
    body?: object,
  ): Promise<Answer> {
    const { apiKey, baseUrl } = this.config;
    if (!apiKey) {
      throw new ProviderError(
        'unauthorized',
        `Render is not asked for ${asked.what}: there is no key. Set releaseFlow.render.apiKey.`,
      );
    }
    try {
      const response = await fetch(`${baseUrl}${path}`, {
        method,
        redirect: 'error',
        signal: AbortSignal.any([
          context.signal,
          AbortSignal.timeout(TIMEOUT_MS),
        ]),
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${apiKey}`,
          'user-agent': 'backstage-plugin-release-flow',
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      const { status, headers } = response;
      return { status, headers, text: await textOf(response) };
    } catch (error) {
      throw connectionError(error, asked);
    }
  }

  private parsed<T>(answer: Answer, schema: z.ZodType<T>, asked: Asked): T {
    const { status, headers, text } = answer;
    const body = jsonOf(text);
    if (status >= 200 && status < 300) {
      const read = schema.safeParse(body);
      if (read.success) return read.data;
      // What it answered is not repeated: it may hold values of variables.
      const [issue] = read.error.issues;
      throw new ProviderError(
        asked.isChange ? 'unknown-outcome' : 'unavailable',
        `Render's answer is not as documented (${asked.what}): ${issue.path.join('.') || 'body'} ${issue.message}`,
      );
    }
    const said = (body as { message?: unknown } | undefined)?.message;
    const clean = typeof said === 'string' ? this.withoutKey(said) : '';
    throw answerError({ status, headers, said: clean }, asked);
  }

  /** A system in trouble may well answer with the very request it got. */
  private withoutKey(text: string): string {
    const { apiKey = '' } = this.config;
    return text
      .replaceAll(apiKey, '***')
      .replace(/\b(?:bearer|basic|token)\s+[\w.~+/=-]{8,}|\brnd_\w+/gi, '***');
  }
}

interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error('The answer is too long');
  }
  return Buffer.concat(chunks).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
