import type { Cloud } from '../../cloud';
import type { Router } from '../../http/router';
import type { Reply, WireRequest } from '../../http/wire';
import { html, redirect } from '../../http/wire';
import { escapeHtml, page } from '../../html/page';
import type { Repository } from '../../state/githubModel';
import { GitHubProblem } from '../problem';
import { sessionPerson } from '../sessions';

export interface RepositoryPageRequest extends WireRequest {
  repo: Repository;
}

/** Routes of pages: finds the repository, and turns problems into pages. */
export class Pages {
  constructor(
    private readonly cloud: Cloud,
    private readonly router: Router,
  ) {}

  on(definition: string, handler: (request: WireRequest) => Reply): this {
    this.router.on(definition, request => {
      try {
        return handler(request);
      } catch (error) {
        if (!(error instanceof GitHubProblem)) throw error;
        const message = escapeHtml(error.message);
        const body = `<h1>${message}</h1>`;
        return html(page({ title: error.message, body }), error.status);
      }
    });
    return this;
  }

  /** A page below `/{owner}/{repo}`. */
  show(
    definition: string,
    handler: (request: RepositoryPageRequest) => Reply,
  ): this {
    const [method, path] = definition.split(' ');
    return this.on(`${method} /:owner/:repo${path}`, request => {
      const { owner, repo: name } = request.params;
      const repo = this.cloud.repository(owner, name);
      if (!repo) throw new GitHubProblem(404, 'There is no such page');
      return handler({ ...request, repo });
    });
  }

  /** A click that changes something, done by the person of the session. */
  act(
    path: string,
    handler: (request: RepositoryPageRequest, login: string) => string,
  ): this {
    return this.show(`POST ${path}`, request => {
      const person = sessionPerson(this.cloud, request);
      if (!person) {
        const back = new URL(request.headers.referer ?? '/', request.url);
        const target = encodeURIComponent(back.pathname);
        return redirect(`/session?return=${target}`);
      }
      if (!['admin', 'write'].includes(request.repo.access[person.login])) {
        throw new GitHubProblem(403, `${person.name} may only read here`);
      }
      return redirect(handler(request, person.login));
    });
  }
}
