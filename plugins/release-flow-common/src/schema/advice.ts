import { z } from 'zod';

/** What a flow would have decided of what others deployed. @public */
export const adviceSchema = z.object({
  verdict: z.enum(['passed', 'waiting', 'blocked']),
  message: z.string(),
  gates: z.array(
    z.object({
      type: z.string(),
      title: z.string(),
      status: z.enum(['passed', 'waiting', 'blocked']),
      code: z.string(),
      message: z.string(),
    }),
  ),
});

/** What a flow would have decided of what others deployed. @public */
export type Advice = z.infer<typeof adviceSchema>;
