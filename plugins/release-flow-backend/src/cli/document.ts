import { mkdir, readFile, writeFile } from 'fs/promises';
import { dirname } from 'path';
import { renderFlowDocument, type DocumentWords } from '../policy/document';
import { parseFlow } from '../policy/flow';
import { flowsIn } from './flowFile';
import type { Io } from './io';

export interface DocumentOptions {
  out?: string;
  check?: boolean;
}

/** `release-flow document`: offline, from the file alone. */
export function documentFlow(words: () => DocumentWords) {
  return async (
    io: Io,
    file: string,
    { out, check }: DocumentOptions,
  ): Promise<number> => {
    const entities = flowsIn(await readFile(file, 'utf8'), file);
    const documents: string[] = [];
    for (const entity of entities) {
      const parsed = parseFlow(entity);
      if ('error' in parsed) {
        const { field, message } = parsed.error;
        io.stderr.write(`${file}: ${field}: ${message}\n`);
        return 1;
      }
      const { title, spec } = parsed.flow;
      documents.push(renderFlowDocument({ title, spec, words: words() }));
    }
    const text = documents.join('\n');
    if (!out) {
      io.stdout.write(text);
      return 0;
    }
    if (check) return isSame(io, out, text);
    await mkdir(dirname(out), { recursive: true });
    await writeFile(out, text);
    io.stdout.write(`${out} is written\n`);
    return 0;
  };
}

async function isSame(io: Io, out: string, text: string): Promise<number> {
  const known = await readFile(out, 'utf8').catch(() => '');
  if (known === text) return 0;
  io.stderr.write(`${out} is not what the flow says now; write it anew\n`);
  return 1;
}
