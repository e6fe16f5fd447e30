import {
  doctorRequestSchema,
  doctorSchema,
  flowDoctorSchema,
} from 'backstage-plugin-release-flow-common';
import { act, get, refOf, S, type Route } from './route';

/** What is not set up as a flow declares it. */
export const doctorRoutes: Route[] = [
  get(
    `${S}/doctor`,
    'What the doctor found when it looked last',
    doctorSchema,
    ({ doctor }, caller, { params }) => doctor.ofService(caller, refOf(params)),
  ),
  {
    ...act(
      `${S}/doctor`,
      'Have the doctor look now; the answer is what it knew before',
      doctorRequestSchema,
      ({ doctor }, caller, { params }) => doctor.lookNow(caller, refOf(params)),
    ),
    response: doctorSchema,
  },
  get(
    '/flows/{namespace}/{name}/doctor',
    'What is wrong with a flow, and how many of its services have which findings',
    flowDoctorSchema,
    ({ doctor }, caller, { params }) =>
      doctor.ofFlow(caller, refOf({ kind: 'releaseflow', ...params })),
  ),
];
