import type { Reply } from '../http/wire';
import { json } from '../http/wire';
import type { Cloud } from '../cloud';
import type { ApiRequest } from './api';

const MAX_PAGE = 100;

/** One page of a list, with GitHub's `Link` header. */
export function paged<T>(
  cloud: Cloud,
  request: ApiRequest,
  all: T[],
  shape: (item: T) => unknown,
  wrap: (items: unknown[], total: number) => unknown = items => items,
  defaultSize = 30,
): Reply {
  const size = Math.min(
    positive(request.query.get('per_page'), defaultSize),
    MAX_PAGE,
  );
  const page = positive(request.query.get('page'), 1);
  const items = all.slice((page - 1) * size, page * size).map(shape);
  const last = Math.max(1, Math.ceil(all.length / size));
  const to = (number: number, rel: string) => {
    const url = new URL(request.url);
    url.searchParams.set('page', String(number));
    const { pathname, search } = url;
    return `<${cloud.urls.github}${pathname}${search}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [to(page - 1, 'prev'), to(1, 'first')] : []),
    ...(page < last ? [to(page + 1, 'next'), to(last, 'last')] : []),
  ];
  const headers = links.length > 0 ? { link: links.join(', ') } : undefined;
  return json(wrap(items, all.length), 200, headers);
}

function positive(value: string | null, otherwise: number): number {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 ? number : otherwise;
}
