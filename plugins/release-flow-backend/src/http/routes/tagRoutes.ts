import {
  tagMoveRequestSchema,
  tagMoveSchema,
  tagNameSchema,
} from 'backstage-plugin-release-flow-common';
import { badField } from '../../services/refuse';
import { refOf, S, type Route } from './route';

export const tagRoutes: Route[] = [
  {
    method: 'post',
    path: `${S}/tags/{tag}/move`,
    summary:
      'Move a tag to the commit that was verified for its version, or run again what it started',
    body: tagMoveRequestSchema,
    response: tagMoveSchema,
    status: 200,
    handle: ({ tags }, caller, { params, body }) => {
      const name = tagNameSchema.safeParse(params.tag);
      if (!name.success) throw badField('tag', name.error.issues[0].message);
      return tags.move(caller, refOf(params), name.data, body);
    },
  },
];
