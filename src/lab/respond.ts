import {join} from 'node:path';
import {KubeConfig} from '@kubernetes/client-node';
import {ApiClient} from '../cluster/api/client.js';
import type {EventLog} from '../events/log.js';
import {type Outcome, runKubectl} from '../kubectl/run.js';
import {readText} from '../lib/files/read-text.js';

/** The commands with which a learner contains the attack, one kubectl command a line. */
export const RESPONSE_FILE = 'contain.sh';

/**
 * Does what a learner's commands say, as soon as people are to respond to an attack: with an account of the learner's
 * own. `$NAMESPACE` is that of the attack, `$NAME` what its objects outside of the namespace begin with.
 *
 * @returns what came of each line; it settles when all of them are done, or at once where nobody ever has to respond
 */
export function respondsIn(
  log: EventLog,
  run: string,
  lines: readonly string[],
  signal: AbortSignal,
): Promise<Outcome[]> {
  const outcomes: Promise<Outcome[]>[] = [];
  let file: string | undefined;
  const ended = Promise.withResolvers<void>();
  const begun = new Set<string>();
  const places = new Map<string, Record<string, string>>();
  log.subscribe(event => {
    if (event.type === 'responders.admitted') file = event.people[0]?.file;
    if (event.type === 'scenario.started') places.set(event.scenario, {NAMESPACE: event.namespace, NAME: event.token});
    if (event.type === 'run.ended') ended.resolve();
    if (event.type !== 'containment.changed' || begun.has(event.scenario) || file === undefined) return;
    begun.add(event.scenario);
    outcomes.push(doneAs(join(run, file), lines, places.get(event.scenario) ?? {}, signal));
  });
  return ended.promise.then(async () => (await Promise.all(outcomes)).flat());
}

async function doneAs(
  file: string,
  lines: readonly string[],
  variables: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Outcome[]> {
  const config = new KubeConfig();
  config.loadFromString(readText(file));
  const client = new ApiClient(config, 'kubectl/v1.34');
  const outcomes: Outcome[] = [];
  try {
    for (const line of lines) {
      const outcome = await runKubectl(line, variables, client, signal);
      if (outcome) outcomes.push(outcome);
    }
  } catch (error) {
    // The cluster has gone: what is left of the commands was not done, and the check says what is open.
    if (!signal.aborted) outcomes.push({line: '', ok: false, text: String(error)});
  } finally {
    await client.close();
  }
  return outcomes;
}
