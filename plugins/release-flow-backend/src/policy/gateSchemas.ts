import {
  durationSchema,
  entityRefSchema,
  recurrenceSchema,
  slugSchema,
  templateSchema,
} from 'backstage-plugin-release-flow-common';
import { z } from 'zod';
import { isDurationParameter } from './durationParameters';
import { patternProblem } from './patterns';
import { recurrenceProblem } from './freezes';

const plain = <T extends string>(type: T) =>
  z.strictObject({ type: z.literal(type) });
const refs = z.array(entityRefSchema).min(1).max(50);
const title = z.string().trim().min(3).max(80);
const pattern = z
  .string()
  .min(1)
  .max(300)
  .superRefine((value, context) => {
    const problem = patternProblem(value);
    if (problem) context.addIssue({ code: 'custom', message: problem });
  });

/** Where the artifact comes from: release state and tag always, branch and changelog when asked. */
export const sourceSchema = z.strictObject({
  type: z.literal('source'),
  /** The commit has to be on this branch. */
  branch: templateSchema.optional(),
  changelog: z
    .strictObject({
      file: z.string().max(200).default('CHANGELOG.md'),
      /** Where it is read: at the release's tag, or on a branch. */
      at: z.enum(['tag', 'branch']).default('tag'),
      branch: z.string().max(200).default('main'),
      /** Pattern of the heading's line. */
      heading: templateSchema.default(
        '^## \\[?v?${{ release.version }}\\]?(\\s.*)?$',
      ),
      /** Headings that have to stand below it. */
      sections: z.array(z.string().max(80)).max(10).default([]),
    })
    .optional(),
});

/** Checks of the commit in the code host. */
export const checksSchema = z.strictObject({
  type: z.literal('checks'),
  /** Names of the checks that have to have succeeded. */
  names: z.array(z.string().min(1).max(200)).min(1).max(50),
});

/** N different people out of the named groups or users. */
export const approvalsSchema = z.strictObject({
  type: z.literal('approvals'),
  required: z.number().int().min(1).max(20).default(1),
  /** When the release is marked as critical. */
  requiredWhenCritical: z.number().int().min(1).max(20).optional(),
  from: refs,
  preventSelfApproval: z.boolean().default(true),
  /** How long a request waits for its approvals. */
  expiresIn: durationSchema.optional(),
  /** Who decides when it was asked for as an emergency. */
  emergency: z
    .strictObject({
      from: refs,
      required: z.number().int().min(1).max(20).default(1),
    })
    .optional(),
});

/** A group says with a comment that it looked, such as QA on staging. */
export const signOffSchema = z.strictObject({
  type: z.literal('sign-off'),
  name: slugSchema,
  title: title.optional(),
  from: refs,
  preventSelfApproval: z.boolean().default(true),
});

const checklistItemSchema = z.strictObject({
  id: slugSchema,
  text: z.string().trim().min(3).max(300),
  /** Whether it says what was seen. */
  evidence: z.boolean().default(false),
  notApplicable: z.boolean().default(true),
  /** Ticks itself; people can't. */
  provenBy: z
    .union([
      z.literal('release-notes'),
      z.strictObject({ gate: z.string().max(130) }),
      z.strictObject({ verification: z.string().max(60) }),
    ])
    .optional(),
});

/** Things people do or look at. The same as a gate and as a verification. */
export const checklistSchema = z.strictObject({
  type: z.literal('checklist'),
  name: slugSchema,
  title: title.optional(),
  /** Who may tick; who may promote here when absent. */
  from: refs.optional(),
  /** `artifact` takes over what was ticked for the same artifact in other environments. */
  scope: z.enum(['promotion', 'artifact']).default('promotion'),
  items: z
    .array(checklistItemSchema)
    .min(1)
    .max(50)
    .refine(
      items => new Set(items.map(({ id }) => id)).size === items.length,
      'every item needs an id of its own',
    ),
  /** As a verification: how long people have. */
  within: durationSchema.default('P7D'),
});

/** A duration that services give, within what the flow allows. */
const durationParameterSchema = z
  .string()
  .refine(isDurationParameter, 'must be an ISO 8601 duration or one parameter');

/** Time has to pass. */
export const waitSchema = z.strictObject({
  type: z.literal('wait'),
  after: z.enum(['approved', 'verified-upstream']),
  for: z.union([durationSchema, durationParameterSchema]),
});

/** Always there; `windows` says when deployments are let through, in place of always. */
export const freezeSchema = z.strictObject({
  type: z.literal('freeze'),
  windows: z
    .array(
      recurrenceSchema.superRefine((value, context) => {
        const message = recurrenceProblem(value);
        if (message) {
          context.addIssue({ code: 'custom', path: ['schedule'], message });
        }
      }),
    )
    .min(1)
    .max(20)
    .optional(),
});

/** Something outside decides; it is asked by GET and answers JSON. */
export const httpGateSchema = z.strictObject({
  type: z.literal('http'),
  name: slugSchema.optional(),
  title: title.optional(),
  url: templateSchema,
  /** JSON pointer into the answer, which has to be `true` or to match `expect`. */
  pointer: z
    .string()
    .max(200)
    .regex(/^(\/[^/]*)*$/, 'must be a JSON pointer such as /allowed')
    .default('/allowed'),
  expect: pattern.default('true'),
});

/** Configuration of the gates that come with the plugin, by `type`. */
export const builtInGates: ReadonlyMap<string, z.ZodType> = new Map<
  string,
  z.ZodType
>([
  ['source', sourceSchema],
  ['proven-upstream', plain('proven-upstream')],
  ['artifact-available', plain('artifact-available')],
  ['configuration-resolved', plain('configuration-resolved')],
  ['infrastructure-applied', plain('infrastructure-applied')],
  ['checks', checksSchema],
  ['approvals', approvalsSchema],
  ['sign-off', signOffSchema],
  ['checklist', checklistSchema],
  ['wait', waitSchema],
  ['freeze', freezeSchema],
  ['http', httpGateSchema],
]);

export type SourceConfig = z.infer<typeof sourceSchema>;
export type ChecksConfig = z.infer<typeof checksSchema>;
export type ApprovalsConfig = z.infer<typeof approvalsSchema>;
export type SignOffConfig = z.infer<typeof signOffSchema>;
export type ChecklistConfig = z.infer<typeof checklistSchema>;
export type WaitConfig = z.infer<typeof waitSchema>;
export type FreezeConfig = z.infer<typeof freezeSchema>;
export type HttpGateConfig = z.infer<typeof httpGateSchema>;
