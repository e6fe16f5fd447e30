import type { Handler, Reply, WireRequest } from './wire';

interface Route {
  method: string;
  template: string;
  pattern: RegExp;
  names: string[];
  handler: Handler;
}

/**
 * Routes `GET /a/:one/b/*rest`. Parameters are matched on the path as sent and
 * decoded afterwards, so `refs%2Ftags%2Fv1` is one parameter; `*rest` also
 * takes plain slashes. The first match in order of definition wins.
 */
export class Router {
  private readonly routes: Route[] = [];

  on(definition: string, handler: Handler): this {
    const [method, template] = definition.split(' ');
    const names: string[] = [];
    const source = template
      .replace(/[.+()[\]]/g, '\\$&')
      .replace(/[:*](\w+)/g, (whole, name) => {
        names.push(name);
        return whole.startsWith('*') ? '(.+)' : '([^/]+)';
      });
    const pattern = new RegExp(`^${source}/?$`);
    this.routes.push({ method, template, pattern, names, handler });
    return this;
  }

  /** `undefined` when no route has this method and path. */
  handle(request: WireRequest): Reply | Promise<Reply> | undefined {
    for (const route of this.routes) {
      const match =
        route.method === request.method && route.pattern.exec(request.path);
      if (!match) continue;
      const params = Object.fromEntries(
        route.names.map((name, i) => [name, decode(match[i + 1])]),
      );
      return route.handler({ ...request, params });
    }
    return undefined;
  }
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
