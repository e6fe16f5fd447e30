import { z } from 'zod';
import { pointerSchema } from '../jsonPointer';

const azureName = (what: string, max: number) =>
  z
    .string()
    .regex(/^[\w()-][\w().-]*$/, `must be the name of a ${what}`)
    .max(max);

/** Where an App Service is, and how it tells what it runs. */
export const appServiceSchema = z.strictObject({
  type: z.literal('azure-app-service'),
  /** The configured subscription when absent. */
  subscription: z.uuid().optional(),
  resourceGroup: azureName('resource group', 90),
  site: azureName('site', 60),
  slot: azureName('slot', 59).optional(),
  /** An endpoint of the service that names its own digest. */
  identity: z
    .strictObject({
      path: z
        .string()
        .max(300)
        .regex(/^\/(?![/\\])[^\s#]*$/, 'must be a path such as /version'),
      pointer: pointerSchema,
    })
    .optional(),
  /** Base URL of the site where its first host name over https is not it. */
  url: z.url({ protocol: /^https?$/ }).optional(),
});

export type AppServiceConfig = z.infer<typeof appServiceSchema>;
