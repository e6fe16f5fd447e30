import { exampleBinding } from '../../__testUtils__/bindings';
import { checkDockerfiles } from './dockerfiles';
import { codesOf } from './__testUtils__/healthy';

const PATH = 'backend/Dockerfile';
const binding = exampleBinding({
  artifacts: [
    { component: 'backend', image: null, digest: null, dockerfile: PATH },
    { component: 'frontend', image: null, digest: null },
  ],
});
const check = (dockerfiles?: Record<string, string | null>) =>
  checkDockerfiles({ binding, repository: { dockerfiles } });

const ROOT = ['warning image-runs-as-root'];
it.each<[string, string, string[]]>([
  ['a user', 'FROM python:3\nUSER app\nCMD ["x"]', []],
  ['a user in small letters', 'from python:3\nuser app', []],
  ['a user by number and group', 'FROM python:3\nUSER 1001:1001', []],
  ['a user given when it is built', 'FROM python:3\nARG WHO\nUSER $WHO', []],
  ['nobody', 'FROM python:3\nCMD ["x"]', ROOT],
  ['root', 'FROM python:3\nUSER root', ROOT],
  ['root by number', 'FROM python:3\nUSER 0:0', ROOT],
  ['root at last', 'FROM python:3\nUSER app\nUSER root', ROOT],
  ['a user in a comment', 'FROM python:3\n# USER app', ROOT],
  [
    'a user in another stage',
    'FROM node AS build\nUSER node\nFROM nginx\nCOPY --from=build /x /x',
    ROOT,
  ],
  [
    'a user in the stage that it is made from',
    'FROM --platform=linux/amd64 node AS Base\nUSER node\nFROM base\nCMD ["x"]',
    [],
  ],
])('tells as whom a Dockerfile with %s runs', (_name, text, codes) => {
  expect(codesOf(check({ [PATH]: text }))).toEqual(codes);
});

it('names the file that is missing', () => {
  const [found, ...others] = check({ [PATH]: null });
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    code: 'dockerfile-missing',
    subject: 'image of backend',
    message: expect.stringContaining(`has no ${PATH}`),
  });
});

it('says nothing of what was not read', () => {
  expect(check({})).toEqual([]);
  expect(check()).toEqual([]);
});
