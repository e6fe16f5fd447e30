import type { z } from 'zod/v3';

type Z = typeof z;

/** Inputs and outputs that several actions share. */
export const fields = {
  service: (zod: Z) =>
    zod
      .string()
      .max(300)
      .describe(
        'Entity ref of the service, such as component:default/qfa-backend',
      ),
  environment: (zod: Z) =>
    zod.string().max(63).describe('Id of the environment in the flow'),
  release: (zod: Z) =>
    zod.string().max(120).describe('Tag, version or id of the release'),
  from: (zod: Z) =>
    zod
      .string()
      .max(63)
      .optional()
      .describe('Environment it comes from, where the flow leaves a choice'),
  reason: (zod: Z) =>
    zod
      .string()
      .min(3)
      .max(1000)
      .describe('Why, for those who decide and read'),
};

/** What every act gives to the steps after it. */
export const actOutput = {
  id: (zod: Z) => zod.string().describe('Id of the operation'),
  kind: (zod: Z) => zod.string().describe('Kind of the operation'),
  state: (zod: Z) => zod.string().describe('Its state when it was accepted'),
  message: (zod: Z) => zod.string().describe('One sentence about it'),
  url: (zod: Z) => zod.string().describe('Its page in the portal'),
};
