import type {RuleMatch} from '../../../sigma/engine.js';
import type {LogInput} from '../../../sources/recorded/inputs.js';
import {recordedLog} from '../../../sources/recorded/recorded-log.js';
import type {Player} from './player.js';

/**
 * Plays recorded audit logs through rules, record by record; through several sets of them in one reading, since standard
 * input can be read once.
 *
 * @param onMatches hears what the first of them matched, in the order of the logs; reading waits for it
 */
export async function playLogs(
  logs: readonly LogInput[],
  players: readonly Player[],
  onMatches: (matches: readonly RuleMatch[]) => Promise<void> = async () => {},
): Promise<void> {
  for await (const batch of recordedLog(logs)) {
    const [matches = []] = players.map(player => player.play(batch));
    if (matches.length) await onMatches(matches);
  }
  for (const player of players) player.end();
}
