import type { TargetProvider } from 'backstage-plugin-release-flow-node';
import { z } from 'zod';
import { providerOf, type Part, type Targets } from './parts';

const name = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9-]*$/);

const partSchema = z.strictObject({
  name,
  components: z.array(name).min(1).max(20),
  target: z.looseObject({ type: name }),
});

export interface GroupConfig {
  type: 'group';
  parts: Part[];
}

/** Each part is checked by its own target, which names the field inside the part. */
export function groupSchema(
  targets: Targets,
): TargetProvider<GroupConfig>['schema'] {
  return z
    .strictObject({
      type: z.literal('group'),
      parts: z.array(partSchema).min(2).max(10),
    })
    .transform((value, context): GroupConfig => {
      const refuse = (path: PropertyKey[], message: string) =>
        context.addIssue({ code: 'custom', path: ['parts', ...path], message });
      const parts = value.parts.map((part, index) => {
        const at = [index, 'target'];
        const provider = targets.get(part.target.type);
        if (!provider || part.target.type === 'group') {
          refuse([...at, 'type'], `'${part.target.type}' can be no part`);
          return part;
        }
        const result = provider.schema.safeParse(part.target);
        if (result.success) return { ...part, target: result.data };
        for (const issue of result.error.issues) {
          context.addIssue({
            ...(issue as z.core.$ZodIssueCustom),
            path: ['parts', ...at, ...issue.path],
          });
        }
        return part;
      });
      const isWhole = context.issues.length === 0;
      const twin = repeated(parts.map(part => part.name));
      if (twin >= 0) {
        refuse([twin, 'name'], `There is another part '${parts[twin].name}'`);
      }
      const same = isWhole
        ? repeated(
            parts.map(
              ({ target }) =>
                `${target.type}:${providerOf(targets, target).targetKey(target)}`,
            ),
          )
        : -1;
      if (same >= 0) {
        refuse([same, 'target'], 'is the same target as another part');
      }
      return { type: 'group', parts };
    }) as TargetProvider<GroupConfig>['schema'];
}

function repeated(values: string[]): number {
  return values.findIndex((value, index) => values.indexOf(value) < index);
}
