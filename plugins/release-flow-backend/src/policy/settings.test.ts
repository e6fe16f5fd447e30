import { settingTrouble, settingViews } from './settings';

const settings = [
  { name: 'VITE_API_BASE', required: true },
  { name: 'DB_AUTH_MODE', expect: 'entra', visible: true },
  { name: 'HIDDEN', expect: 'this' },
  { name: 'TENANT', differs: true },
];

it('shows names, and values only of visible ones', () => {
  const found = {
    settings: [
      { name: 'Z_OTHER', value: 'not to be seen' },
      { name: 'DB_AUTH_MODE', value: 'password', isExpected: false },
      { name: 'HIDDEN', value: 'never', isExpected: true },
      { name: 'LLM_KEY' },
    ],
    references: [
      { name: 'LLM_KEY', resolved: false, status: 'SecretNotFound' },
    ],
  };
  const views = settingViews({ settings }, found);
  expect(
    views.map(({ name, status, value, expected, reference }) => [
      name,
      status,
      value,
      expected,
      reference,
    ]),
  ).toEqual([
    ['VITE_API_BASE', 'missing', null, null, null],
    ['DB_AUTH_MODE', 'differs', 'password', 'entra', null],
    ['HIDDEN', 'ok', null, null, null],
    ['TENANT', 'missing', null, null, null],
    ['LLM_KEY', 'ok', null, null, 'SecretNotFound'],
    ['Z_OTHER', 'ok', null, null, null],
  ]);
});

it('knows nothing before the first reading', () => {
  const [first] = settingViews({ settings }, undefined);
  expect(first).toMatchObject({ status: 'unknown', required: true });
});

it('finds what is required and missing, and what is not as expected', () => {
  const found = [{ name: 'DB_AUTH_MODE', isExpected: false }];
  expect(settingTrouble({ settings }, found)).toEqual({
    missing: ['VITE_API_BASE'],
    differing: ['DB_AUTH_MODE'],
  });
});
