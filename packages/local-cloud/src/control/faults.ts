import { DROP_CONNECTION } from '../http/listen';
import type { Cloud } from '../cloud';
import type { Handler, Reply, WireRequest } from '../http/wire';
import { json } from '../http/wire';
import type { Fault } from '../state/cloudModel';

export type FaultyService =
  'github' | 'arm' | 'registry' | 'sites' | 'identity' | 'render' | 'aws';

/** Lets configured faults strike before the service sees the request. */
export function withFaults(
  cloud: Cloud,
  service: FaultyService,
  handler: Handler,
): Handler {
  return async request => {
    const fault = cloud.state.faults.find(
      it => strikes(it, service, request) && cloud.random() < it.chance,
    );
    if (!fault) return handler(request);
    use(cloud, fault);
    if (fault.after) await handler(request);
    await new Promise(resolve => setTimeout(resolve, fault.latencyMs));
    if (fault.drop) return DROP_CONNECTION;
    return fault.status === null
      ? handler(request)
      : faultReply(service, fault, fault.status);
  };
}

function strikes(fault: Fault, service: string, request: WireRequest): boolean {
  // AWS tells its operations by a header.
  const operation = request.headers['x-amz-target'] ?? '';
  const target = request.path + request.url.search + operation;
  return (
    fault.service === service &&
    (fault.method === null || fault.method === request.method) &&
    (fault.match === null || new RegExp(fault.match).test(target))
  );
}

function use(cloud: Cloud, fault: Fault): void {
  fault.struck += 1;
  if (fault.times === null) return;
  fault.times -= 1;
  if (fault.times <= 0) {
    cloud.state.faults = cloud.state.faults.filter(it => it !== fault);
  }
  cloud.changed();
}

function faultReply(service: string, fault: Fault, status: number): Reply {
  const headers: Record<string, string> = {};
  if (fault.retryAfter !== null) {
    headers['retry-after'] = String(fault.retryAfter);
  }
  const message =
    status === 429
      ? 'You have exceeded a secondary rate limit.'
      : `Injected fault ${status}`;
  if (service === 'aws') return awsFault(status, message, headers);
  const body =
    service === 'arm'
      ? {
          error: {
            code: status === 429 ? 'TooManyRequests' : 'Fault',
            message,
          },
        }
      : { message, documentation_url: 'https://docs.github.com/rest' };
  return json(body, status, headers);
}

/** AWS answers 400 to what others have a status of their own for. */
function awsFault(
  status: number,
  message: string,
  headers: Record<string, string>,
): Reply {
  const types: Record<number, string> = {
    401: 'UnrecognizedClientException',
    403: 'AccessDeniedException',
    429: 'ThrottlingException',
  };
  const type = types[status] ?? 'ServerException';
  const body = { __type: type, message };
  return json(body, status < 500 ? 400 : status, {
    ...headers,
    'x-amzn-errortype': type,
  });
}
