import type {RequestView} from './view.js';

/** The same request sent several times in a row with the same answer, as one. */
export interface RequestGroup {
  first: RequestView;
  times: number;
}

/** Folds repeated requests of one step: a burst of 40 refused log-ins is one line with a count. */
export function groupRequests(requests: readonly RequestView[]): RequestGroup[] {
  const groups: RequestGroup[] = [];
  for (const request of requests) {
    const last = groups.at(-1);
    if (last && sameRequest(last.first, request)) last.times += 1;
    else groups.push({first: request, times: 1});
  }
  return groups;
}

/** Whether two requests of a scenario are the same step's, with the same answer. */
export const sameRequest = (a: RequestView, b: RequestView): boolean =>
  a.sent.step === b.sent.step &&
  a.sent.purpose === b.sent.purpose &&
  a.sent.path === b.sent.path &&
  a.answered?.code === b.answered?.code;

/** A request path without the part that says only which version of the API is spoken. */
export const shortPath = (path: string): string => path.replace(/^\/(?:api|apis\/[^/?]+)\/v\d\w*\//, '');

/** A service account without the prefix that they all share: `kd-a1f3:agent`. */
export const shortActor = (actor: string): string => actor.replace(/^system:serviceaccount:/, '');

/** What came back: the HTTP status; a command on a node has none, it is done or it is not. */
export function answerText(answered: RequestView['answered']): string {
  if (answered?.code !== undefined) return String(answered.code);
  return answered?.outcome === 'executed' ? 'done' : 'no answer';
}
