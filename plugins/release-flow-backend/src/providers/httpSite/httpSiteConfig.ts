import { z } from 'zod';
import { pointerSchema } from '../jsonPointer';
import { pathSchema } from '../verifications/asking';
import { patternSchema } from '../verifications/pattern';

const versionSchema = z
  .strictObject({
    path: pathSchema,
    /** Where a JSON answer names it. */
    pointer: pointerSchema.optional(),
    /** The header that names it. */
    header: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,80}$/, 'must be the name of a header')
      .optional(),
    /** What finds it in the body; the group `version`, else the first group, else the whole match. */
    pattern: patternSchema.optional(),
  })
  .refine(
    ({ pointer, header, pattern }) =>
      [pointer, header, pattern].filter(Boolean).length <= 1,
    { message: 'takes one of pointer, header and pattern' },
  );

/** A site that is only looked at: where it is, and how it tells the commit or digest it serves. */
export const httpSiteSchema = z.strictObject({
  type: z.literal('http-site'),
  /** Base URL; its host has to be in releaseFlow.probes.allowedHosts. */
  url: z.url({ protocol: /^https?$/ }).max(300),
  version: versionSchema,
  /** Answers 2xx while the site is well; the version's path when absent. */
  healthPath: pathSchema.optional(),
});

export type HttpSiteConfig = z.infer<typeof httpSiteSchema>;
