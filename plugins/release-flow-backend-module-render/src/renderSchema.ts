import { z } from 'zod';

/** A service of Render, and what the flow takes it for. */
export const renderSchema = z.strictObject({
  type: z.literal('render'),
  /** Its name. An id would hide that two environments mean the same service. */
  service: z
    .string()
    .max(100)
    .regex(
      /^(?!srv-)[\w][\w.-]*$/,
      'must be the name of a service, not its id',
    ),
  kind: z.enum(['web_service', 'static_site']),
  /** Workspace; the configured one when absent. */
  owner: z
    .string()
    .max(60)
    .regex(/^(?:tea|usr)-[\w-]+$/, 'must be the id of a workspace')
    .optional(),
  /** Branch that it should be connected to; the doctor compares. */
  branch: z.string().max(200).optional(),
  /** `false`: Render's own deploys of pushes are switched off before anything is deployed. */
  autoDeploy: z.literal(false).optional(),
});

export type RenderTargetConfig = z.infer<typeof renderSchema>;
