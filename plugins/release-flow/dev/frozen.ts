import {
  ago,
  commitOf,
  DAY,
  environment,
  MINUTE,
  path,
  service,
} from './fixtures';

const SECOND = 1_000;

const YEAR_END = {
  id: 'f-year',
  title: 'Year end',
  reason: 'Few people are there to help',
  until: ago(-9 * DAY),
};

/** Frozen, and with every truth about production. */
export const frozen = service({
  awaitingMe: [],
  operations: [],
  ref: 'component:default/frozen',
  title: 'Frozen',
  environments: [
    environment('dev', 'development', 'v0.4.0'),
    environment('staging', 'staging', 'v0.4.0', {
      freeze: {
        id: 'f-stop',
        title: 'The line is stopped',
        reason: 'The registry serves wrong images',
        until: null,
      },
    }),
    environment('prd', 'production', 'v0.3.7', {
      purpose: 'Answers questions from the field',
      access: ['QFA leads', 'Platform'],
      freeze: YEAR_END,
      declared: {
        label: 'v0.3.7',
        commit: commitOf('v0.3.7'),
        at: ago(9 * DAY),
        source: 'GitHub',
        url: 'https://github.com/acme/qfa-backend/deployments',
        readAt: ago(25 * SECOND),
      },
      observed: {
        ...environment('prd', 'production', 'v0.3.9').observed,
        running: null,
      },
      drift: {
        since: ago(50 * MINUTE),
        message: 'Recorded is v0.3.7, the site is set to v0.3.9',
      },
    }),
  ],
  paths: [
    path('dev', 'staging', 'current', 'staging runs the same'),
    path('staging', 'prd', 'possible', 'v0.4.0 may move on', {
      release: { id: 'r-v0.4.0', label: 'v0.4.0' },
    }),
  ],
});
