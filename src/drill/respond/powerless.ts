import type {ApiRequest} from '../../kube/request.js';
import {type RequestInfo, requestInfo} from '../../kube/request-info.js';
import {stepName} from '../../run/step-name.js';
import type {Scenario} from '../../scenario/schema.js';
import {isRequest, type RequestContext, toRequest} from '../../scenario/steps/request.js';
import type {Requester} from '../act/requester.js';
import {type Asked, askedText, deniedTo, groupsOf} from './access.js';
import {type Check, held, notHeld, type Standing, unknown} from './check.js';
import type {Looker} from './looker.js';
import type {TokenRevoked} from './token-revoked.js';

/** What somebody without a right, or without a credential, is answered. */
const REFUSED = [401, 403];

/** What is needed to make the attack's requests again. */
export interface Attacker {
  scenario: Scenario;
  requester: Requester;
  looker: Looker;
  context: RequestContext;
  /** The attacker's token, where it has one. */
  token: TokenRevoked | undefined;
  user: string;
}

/** A request that the attacker made, and what has to be allowed for it. */
interface Move {
  step: string;
  request: ApiRequest;
  asked: Asked;
}

/**
 * Whether the attacker can no longer do what it did. The cheap question comes first, and is asked as the drill: does
 * its token still work, and may it still do any of that? When the answer is no, the requests are made again with the
 * attacker's own credential, as dry runs. That comes last because it leaves lines in the audit log that alert.
 */
export function powerless({scenario, requester, looker, context, token, user}: Attacker): Check {
  const moves = movesOf(scenario, context);
  const subject = {user, groups: groupsOf(user)};
  return {
    name: `${user} is powerless`,
    async look(signal) {
      const dead = await token?.look(signal);
      if (dead?.state === 'held') return dead;
      const answers = await Promise.all(moves.map(({asked}) => deniedTo(looker, subject, asked, signal)));
      return worst(answers) ?? dead ?? unknown('the attack made no request that can be asked about');
    },
    async confirm(signal) {
      const answers: Standing[] = [];
      for (const {step, request, asked} of moves.filter(isHarmless)) {
        const sent = await requester.send(dryRun(request), {
          ...{purpose: 'contain', step: `replay-${step}`, as: 'actor', wanted: REFUSED, signal},
        });
        const code = sent.answer?.code;
        if (code === undefined) answers.push(unknown(sent.message ?? 'the API server did not answer'));
        // Overload and failures say nothing of what the attacker may do.
        else if (code === 429 || code >= 500) answers.push(unknown(`the API server answered ${code}`));
        else if (REFUSED.includes(code)) answers.push(held(`${askedText(asked)} is refused (${code})`));
        else answers.push(notHeld(`${user} can still ${askedText(asked)} (${code})`));
      }
      return worst(answers) ?? held(`${user} was not asked again: none of its requests can be repeated without harm`);
    },
  };
}

/** The first that does not hold, else the first that is unknown, else all that hold as one. */
function worst(answers: readonly Standing[]): Standing | undefined {
  const bad = answers.find(a => a.state === 'not held') ?? answers.find(a => a.state === 'unknown');
  if (bad ?? !answers.length) return bad;
  return held([...new Set(answers.map(a => a.detail))].join('; '));
}

/** Each thing that the attacker did once, however often it did it. */
function movesOf(scenario: Scenario, context: RequestContext): Move[] {
  const moves = scenario.attack.flatMap((step, index): Move[] => {
    if (!isRequest(step) || (step.as ?? 'actor') !== 'actor') return [];
    const request = toRequest(step, context);
    return askedOf(request).map(asked => ({step: stepName(step, index), request, asked}));
  });
  const keyOf = ({asked}: Move) => JSON.stringify(asked);
  return moves.filter((move, index) => moves.findIndex(other => keyOf(other) === keyOf(move)) === index);
}

/**
 * What has to be allowed for a request. Somebody who acts as another one needs the right to do so. A stream into a pod
 * can be opened by two protocols, each with a verb of its own: who is kept from one takes the other.
 */
function askedOf({method, path, headers = {}, upgrade}: ApiRequest): Asked[] {
  const as = headers['Impersonate-User'];
  if (as !== undefined) return [impersonation(as)];
  const {isResource, verb, path: own, ...info} = requestInfo(method, path);
  if (!isResource) return [{verb, path: own}];
  const {apiVersion: _, ...rest} = info;
  if (!verb) return [];
  return upgrade ? ['get', 'create'].map(either => ({verb: either, ...rest})) : [{verb, ...rest}];
}

function impersonation(user: string): Asked {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user) ?? [];
  if (namespace !== undefined && name !== undefined) {
    return {verb: 'impersonate', resource: 'serviceaccounts', namespace, name};
  }
  return {verb: 'impersonate', resource: 'users', name: user};
}

/** What can be made again without any effect: reads, and writes that the server tries and does not store. */
const isHarmless = ({request}: Move): boolean => {
  const {subresource = '', isResource, verb}: RequestInfo = requestInfo(request.method, request.path);
  if (!isResource) return request.method === 'GET';
  return verb !== 'watch' && ['', 'status', 'scale', 'ephemeralcontainers'].includes(subresource);
};

function dryRun(request: ApiRequest): ApiRequest {
  const url = new URL(request.path, 'http://api');
  if (request.method !== 'GET') url.searchParams.set('dryRun', 'All');
  else if (requestInfo('GET', request.path).verb === 'list') url.searchParams.set('limit', '1');
  return {...request, path: url.pathname + url.search};
}
