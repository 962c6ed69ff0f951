import type {EventLog} from '../../events/log.js';
import type {Clock} from '../../lib/clock.js';
import type {Source} from '../../sources/source.js';
import {distinct, type EarlyAlert, isEarly} from './early.js';
import type {Playing} from './playing.js';

/** How long the evidence of the set-up may take before the attack goes ahead without it. */
const QUIET_WITHIN_MS = 2000;

/** What a quiet check is made with. */
export interface QuietCheck {
  log: EventLog;
  clock: Clock;
  sources: readonly Source[];
}

/** Waits until the set-up's own evidence has arrived, so that an alert it raised is known before the attack begins. */
export async function quietCheck(listening: QuietCheck, playing: Playing, signal: AbortSignal): Promise<void> {
  const {execution} = playing;
  const last = [...execution.requests.keys()].at(-1);
  if (last && listening.sources.some(s => s.stage === 'audited' && !s.partial)) {
    await playing.heardOf.within(QUIET_WITHIN_MS, last, listening.clock, signal);
  }
  const alerting = listening.sources.flatMap(source => firing(source, playing));
  const early = distinct([...playing.earlyAlerts, ...alerting]);
  listening.log.append({type: 'quiet.checked', scenario: execution.id, firing: early});
}

/** What a source is alerting on already, and could be taken for what the attack is expected to raise. */
const firing = (source: Source, playing: Playing): EarlyAlert[] =>
  (source.firing?.() ?? [])
    .filter(({rule: id, claims}) => isEarly({source, rule: {id, title: id}, claims}, playing))
    .map(({rule}) => ({source: source.id, rule}));
