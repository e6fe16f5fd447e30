import { RE2JS } from 're2js';
import { z } from 'zod';

/** A pattern that runs in linear time over a text somebody else wrote. */
export const patternSchema = z
  .string()
  .min(1)
  .max(300)
  .refine(
    pattern => {
      try {
        return Boolean(RE2JS.compile(pattern));
      } catch {
        return false;
      }
    },
    { message: 'must be an RE2 pattern, which has no look-around' },
  );

export function isFoundIn(pattern: string, text: string): boolean {
  return RE2JS.compile(pattern).matcher(text).find();
}
