import type {Gate} from '../events/events.js';
import {someOf} from '../lib/text/some-of.js';
import type {RunView} from '../view/view.js';
import {type Breach, found} from './response-gates.js';

/** Whether a gate asks of earlier nights. */
const asksHistory = ({maxLost, maxSlower, maxNewNoise}: Gate): boolean =>
  [maxLost, maxSlower, maxNewNoise].some(most => most !== undefined);

/** What keeps a gate on earlier nights from holding. Without a history, or a night before, nobody can say. */
export function historyBreaches(gate: Gate, {history}: RunView): Breach[] {
  if (!asksHistory(gate)) return [];
  if (!history) return found(false, 'it needs the nights before: the run was made without --history');
  const {undecided, lost, slower, newNoise, unknown} = history;
  if (undecided !== undefined) return found(false, undecided);
  return [
    ...above('lost', lost, gate.maxLost, unknown.lost),
    ...above('slower', slower, gate.maxSlower, unknown.slower),
    ...above('new noise', newNoise, gate.maxNewNoise, unknown.newNoise),
  ];
}

/** More than hold; or, with those of which nobody can say, maybe more. */
function above(what: string, those: readonly string[], most: number | undefined, unknown: readonly string[]) {
  if (most === undefined) return [];
  if (those.length > most) return found(true, `${what}: ${someOf(those)}`);
  const possible = those.length + unknown.length > most;
  return found(false, possible ? `it is not known whether this is ${what}: ${someOf(unknown)}` : '');
}

/** What a gate on latencies could not look at yet: it holds, and says so. */
export const learningText = ({maxSlower}: Gate, {history}: RunView): string[] =>
  maxSlower !== undefined && history?.learning !== undefined ? [`latencies: ${history.learning}`] : [];
