import { CloudControl } from '../support/CloudControl';
import { RestSession } from '../support/RestSession';

const base = Number(process.env.RELEASE_FLOW_PORT_BASE ?? 23000);
const sessions = new Map<string, Promise<RestSession>>();

/** The portal that the browser tests play with, by REST and from behind. */
export const portal = {
  githubUrl: `http://localhost:${base + 100}`,

  control: new CloudControl(`http://localhost:${base + 105}`),

  /** A person's session, the same one each time. */
  as(login: string): Promise<RestSession> {
    const known = sessions.get(login);
    if (known) return known;
    const session = RestSession.signIn(`http://localhost:${base}`, login);
    sessions.set(login, session);
    return session;
  },
};
