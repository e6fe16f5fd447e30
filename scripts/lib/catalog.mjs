import {
  cpSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { inData, inRoot } from './paths.mjs';

/**
 * The folder of the sample catalog. Its files name the local cloud's usual
 * ports; at other ports a copy of them is used.
 */
export function catalogFor({ cloud }) {
  if (cloud === 7100) return inRoot('catalog');
  const copy = inData('catalog');
  rmSync(copy, { recursive: true, force: true });
  cpSync(inRoot('catalog'), copy, { recursive: true });
  const files = readdirSync(copy, { recursive: true })
    .map(name => join(copy, name))
    .filter(path => /\.ya?ml$/.test(path));
  for (const path of files) {
    const text = readFileSync(path, 'utf8').replace(
      /localhost:710(\d)/g,
      (_, digit) => `localhost:${cloud + Number(digit)}`,
    );
    writeFileSync(path, text);
  }
  return copy;
}
