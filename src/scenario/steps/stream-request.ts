import type {ApiRequest} from '../../kube/request.js';
import {parseDuration} from '../../lib/duration.js';
import type {StepOf} from './step.js';

type Streaming = StepOf<'exec'> | StepOf<'attach'> | StepOf<'portForward'>;

/**
 * The upgrade request of a stream into a pod. The method decides which protocol is spoken, and with that the verb under
 * which the audit log has it: GET for WebSocket, POST (verb create) for SPDY.
 */
export function streamRequest(step: Streaming, own: string): ApiRequest {
  const {subresource, pairs, stream, heldFor} = parts(step);
  const text = pairs.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&');
  const watchMs = parseDuration(heldFor ?? '');
  return {
    method: stream.via === 'spdy' ? 'POST' : 'GET',
    path: `/api/v1/namespaces/${stream.namespace ?? own}/pods/${stream.pod}/${subresource}${text && `?${text}`}`,
    upgrade: subresource,
    ...(watchMs !== undefined && {watchMs}),
  };
}

interface Parts {
  subresource: NonNullable<ApiRequest['upgrade']>;
  pairs: [key: string, value: string][];
  stream: {pod: string; namespace?: string | undefined; via: 'websocket' | 'spdy'};
  heldFor?: string;
}

const OUTPUT: [string, string][] = [
  ['stdout', 'true'],
  ['stderr', 'true'],
];
const containerOf = (name: string | undefined): [string, string][] => (name === undefined ? [] : [['container', name]]);

function parts(step: Streaming): Parts {
  if ('exec' in step) {
    const {command, container} = step.exec;
    const words = command.map((word): [string, string] => ['command', word]);
    // As kubectl orders them: rules look for `command=` before `container=` or `stdout=`.
    return {subresource: 'exec', pairs: [...words, ...containerOf(container), ...OUTPUT], stream: step.exec};
  }
  if ('attach' in step) {
    const {container, for: heldFor} = step.attach;
    return {subresource: 'attach', pairs: [...containerOf(container), ...OUTPUT], stream: step.attach, heldFor};
  }
  // Ports are named inside of the stream: the URI has none.
  return {subresource: 'portforward', pairs: [], stream: step.portForward, heldFor: step.portForward.for};
}
