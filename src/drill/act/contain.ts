import {milliseconds} from '../../lib/duration.js';
import {growing, until} from '../../lib/until.js';
import type {Containment} from '../../scenario/schema.js';
import {type RequestContext, toRequest} from '../../scenario/steps/request.js';
import type {Requester} from './requester.js';

/** Ever less often: each question is a line of the audit log that is being read. */
const POLL_MS = {first: 200, factor: 1.5, most: 2000};

/**
 * Rehearses the containment of a scenario: removes what must be gone, then checks in the cluster that it is. Reported
 * as rehearsed, since the engine did it; a team's own containment is never claimed.
 */
export async function rehearseContainment(
  requester: Requester,
  checks: readonly Containment[],
  context: RequestContext,
  signal: AbortSignal,
): Promise<void> {
  for (const check of checks) await rehearse(requester, check, context, signal);
}

async function rehearse(requester: Requester, check: Containment, context: RequestContext, signal: AbortSignal) {
  const {clock, log, execution, reach} = requester;
  const {gone, within, ...rest} = check;
  const target = {resource: gone, ...rest};
  const withinMs = milliseconds(within);
  const began = clock.now();
  const errand = {purpose: 'contain', step: `gone-${gone}`, as: 'drill', signal, wanted: [200, 202, 404]} as const;
  await requester.send(toRequest({delete: target}, context), errand);
  const look = async () => (await requester.send(toRequest({get: target}, context), errand)).answer?.code;
  const code = await until(look, {
    ...{clock, signal, pauses: growing(POLL_MS), isPointless: () => reach.lost},
    within: began + reach.bound(withinMs) - clock.now(),
    enough: answered => answered === 404,
  });
  const state = code === 404 ? 'contained' : code === undefined ? 'unknown' : 'not contained';
  log.append({
    type: 'containment.checked',
    scenario: execution.id,
    check: `${gone} ${context.render(check.name)} is gone`,
    state,
    rehearsed: true,
    withinMs,
    latencyMs: Math.round(clock.now() - began),
  });
}
