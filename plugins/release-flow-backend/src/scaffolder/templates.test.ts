import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { readdirSync, readFileSync } from 'fs';
import { parse } from 'yaml';
import { createActions, realTime } from './actions';

const FOLDER = resolvePackagePath(
  'backstage-plugin-release-flow-backend',
  '../../catalog/templates',
);

const actions = new Map(
  createActions({
    auth: mockServices.auth(),
    discovery: mockServices.discovery(),
    appUrl: '',
    ...realTime,
  }).map(action => [action.id, action]),
);

const templates = readdirSync(FOLDER).map(
  file =>
    [file, parse(readFileSync(`${FOLDER}/${file}`, 'utf8'))] as [string, any],
);

const lookups = (value: unknown) =>
  [...JSON.stringify(value).matchAll(/\$\{\{ ([\w.]+) \}\}/g)].map(
    ([, name]) => name,
  );

it('ships a template for each act', () => {
  const used = templates.flatMap(([, { spec }]) =>
    spec.steps.map((step: any) => step.action),
  );
  expect([...new Set(used)].sort()).toEqual([...actions.keys()].sort());
});

describe.each(templates)('%s', (_file, { spec, metadata }) => {
  const properties = spec.parameters.flatMap((page: any) =>
    Object.keys(page.properties),
  );

  it('is a template that people find', () => {
    expect(metadata).toMatchObject({
      title: expect.any(String),
      description: expect.any(String),
    });
    expect(spec).toMatchObject({ type: 'release', owner: expect.any(String) });
  });

  it('asks for what its steps need', () => {
    for (const page of spec.parameters) {
      expect(properties).toEqual(expect.arrayContaining(page.required));
    }
    const ids: string[] = [];
    for (const { id, action, input } of spec.steps) {
      const schema = actions.get(action)!.schema!.input as any;
      const known = Object.keys(schema.properties);
      expect(known).toEqual(expect.arrayContaining(Object.keys(input)));
      expect(Object.keys(input)).toEqual(
        expect.arrayContaining(schema.required ?? []),
      );
      for (const name of lookups(input)) {
        const [head, key] = name.split('.');
        expect(head === 'parameters' ? properties : ids).toContain(key);
      }
      ids.push(id);
    }
    for (const name of lookups(spec.output)) {
      expect(ids).toContain(name.split('.')[1]);
    }
  });

  it('offers services with a flow only, and a link to what it began', () => {
    const { service } = spec.parameters[0].properties;
    expect(service['ui:options'].catalogFilter).toEqual({
      'metadata.annotations.release-flow.io/flow': { exists: true },
    });
    expect(spec.output.links).toHaveLength(1);
  });
});
