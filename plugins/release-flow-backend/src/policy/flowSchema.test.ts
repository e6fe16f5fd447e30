import { resolvePackagePath } from '@backstage/backend-plugin-api';
import Ajv2020 from 'ajv/dist/2020';
import { readFileSync, writeFileSync } from 'fs';
import { flowEntity } from './__testUtils__/flowFixture';
import { releaseFlowJsonSchema } from './flow';

const FILE = resolvePackagePath(
  'backstage-plugin-release-flow-backend',
  'schema/ReleaseFlow.schema.json',
);

if (process.env.UPDATE) {
  const text = JSON.stringify(releaseFlowJsonSchema(), null, 2);
  writeFileSync(FILE, `${text}\n`);
}

const published = JSON.parse(readFileSync(FILE, 'utf8'));

it('publishes the schema that flows are read with (UPDATE=1 writes it)', () => {
  expect(published).toEqual(releaseFlowJsonSchema());
});

it('lets editors check a flow', () => {
  const validate = new Ajv2020({ strict: true, strictTypes: false }).compile(
    published,
  );
  expect(validate(flowEntity())).toBe(true);
  expect(validate(flowEntity(['spec.sauce', 1]))).toBe(false);
  expect(validate(flowEntity(['spec.environments[0].tier', 'x']))).toBe(false);
});
