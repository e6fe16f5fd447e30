import { z } from 'zod';

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
      pointer: z
        .string()
        .max(200)
        .regex(/^(?:\/(?:[^~/]|~[01])*)+$/, 'must be a JSON pointer'),
    })
    .optional(),
  /** Base URL of the site where its first host name over https is not it. */
  url: z.url({ protocol: /^https?$/ }).optional(),
});

export type AppServiceConfig = z.infer<typeof appServiceSchema>;

/** Value at a JSON pointer, RFC 6901. */
export function valueAt(document: unknown, pointer: string): unknown {
  return pointer
    .slice(1)
    .split('/')
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (value, part) =>
        typeof value === 'object' &&
        value !== null &&
        Object.hasOwn(value, part)
          ? (value as Record<string, unknown>)[part]
          : undefined,
      document,
    );
}
