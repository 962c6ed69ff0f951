import {formatDuration} from '../../lib/duration.js';
import type {Watched} from '../watch/watched.js';
import {clocksOff} from './clock-off.js';
import type {Examined, Reason} from './examined.js';
import {combined, investigate} from './investigate.js';
import {starved} from './level-too-low.js';
import {notAlerted} from './not-alerted.js';
import {partlyAudited} from './not-audited.js';
import {silent} from './stopped-sender.js';
import type {Cause, Finding} from './trace.js';

/** It alerted, and the source that it was handed to knows what became of it; nobody else is to be asked. */
export const notHandedOn: Reason = async (trace, broken, signal) => {
  if (broken.settled?.state !== 'missed' || !broken.handed) return undefined;
  const {latencyMs, source, to} = broken.handed;
  const cause = `alerted after ${formatDuration(latencyMs)} in ${source}, which forwards it to ${to}, where it did not arrive`;
  const change = `check how ${source} sends to ${to}, and its log`;
  const found = await investigate(trace, broken, signal);
  const there = found.filter(f => f.by === to).map(f => ({...f, nothingCame: false}));
  return combined([finding({cause, change, proof: {source, to, latencyMs}}, source), ...there]);
};

/** What rules, clocks, senders and sources say, as one cause; undefined when none of them knows anything. */
export const foundOut: Reason = async (trace, broken, signal) =>
  broken.settled?.state === 'missed' ? combined(await findings(trace, broken, signal)) : undefined;

/**
 * The sources of the stage see their own product's state; what they speak about may have been written without its body,
 * or have arrived otherwise than it was sent.
 */
async function findings(trace: Examined, broken: Watched, signal: AbortSignal): Promise<Finding[]> {
  const {stage} = broken.expectation;
  const clocks = clocksOff(trace.sources.filter(s => s.stage === stage));
  const silences = stage === 'alerted' ? (trace.silences ?? []) : [];
  const asked = (await investigate(trace, broken, signal)).filter(f => !silences.some(s => s.source === f.by));
  const found = [...clocks, ...silences.map(silent), ...asked];
  if (stage !== 'alerted') return found;
  const level = starved(trace, broken);
  if (level) return [finding(level, 'audit level'), ...found.filter(f => !f.nothingCame)];
  const partly = partlyAudited(trace);
  const lost = partly ? [finding(partly, 'audit policy')] : [];
  const own = trace.sources.some(s => s.id === 'rules') ? [finding(notAlerted(trace, broken), 'rules')] : [];
  return [...lost, ...own, ...found, ...(await investigate(trace, broken, signal, 'collected'))];
}

const finding = (cause: Cause, by: string): Finding => ({...cause, by, nothingCame: false});
