import {compareRun} from '../../history/compare/compare.js';
import {pinsOf} from '../../history/compare/pins.js';
import {idOf, latencyStates, minute} from '../../history/compare/words.js';
import type {RuleSettings} from '../../history/judge/settings.js';
import type {BaselineDecision, HistoryStore, RunRow} from '../../history/store/store.js';
import {realClock} from '../../lib/clock.js';
import {EXIT, usageError} from '../../lib/errors.js';
import {dictionary} from '../../lib/json/dictionary.js';
import {someOf} from '../../lib/text/some-of.js';
import {nearest} from '../../lib/text/suggest.js';
import {type GlobalFlags, type Io, writeJson, writeLines, writeText} from '../io.js';
import {LATEST, runNamed} from './decide.js';

/** What `history baseline` is told by flags. */
export interface BaselineFlags extends GlobalFlags {
  /** The run that says which cluster and drill, and from which a baseline begins. */
  from?: string;
  why?: string;
  as?: string;
}

type Act = (
  store: HistoryStore,
  about: {run: RunRow; names: readonly string[]; flags: BaselineFlags; rules: RuleSettings},
  io: Io,
) => Promise<number>;

/** `history baseline show|accept|reset`: where baselines begin, and who decided that. */
export async function baselineOf(
  store: HistoryStore,
  [action = 'show', ...names]: readonly string[],
  {flags, rules}: {flags: BaselineFlags; rules: RuleSettings},
  io: Io,
): Promise<number> {
  const act = ACTIONS[action];
  if (!act) throw usageError(`history baseline ${action} is not offered`, ['use one of show, accept, reset']);
  return act(store, {run: await runNamed(store, flags.from ?? LATEST), names, flags, rules}, io);
}

const ACTIONS: Readonly<Record<string, Act>> = dictionary({
  show: async (store, {run, rules, flags}, io) => {
    const decisions = await store.decisions(run);
    const pins = pinsOf(decisions);
    const comparison = compareRun(await store.records(run), run.uid, {baseline: 'pinned', rules, pins});
    if (flags.json) writeJson(io, {...placeOf(run), links: comparison.links, pins, decisions});
    else {
      writeLines(io, [
        `${run.drill} on ${[run.fleet, run.cluster].filter(Boolean).join('/')}: ${comparison.nights} comparable nights`,
        ...(comparison.links.length ? [`latencies: ${latencyStates(comparison, rules)}`] : []),
        ...(decisions.length
          ? decisionLines(decisions)
          : ['baselines begin with the first night: nobody has moved one']),
      ]);
    }
    return EXIT.ok;
  },
  accept: async (store, {run, names, flags}, io) =>
    decide(store, {run, names, flags, since: run.started, word: `begins with run ${idOf(run.uid)}`}, io),
  reset: async (store, {run, names, flags}, io) =>
    decide(store, {run, names, flags, since: null, word: 'begins with the first night again'}, io),
});

const placeOf = ({fleet, cluster, drill}: RunRow) => ({fleet, cluster, drill});

async function decide(
  store: HistoryStore,
  given: {run: RunRow; names: readonly string[]; flags: BaselineFlags; since: number | null; word: string},
  io: Io,
): Promise<number> {
  const {run, names, flags, since, word} = given;
  const why = flags.why?.trim();
  if (!why) throw usageError('a baseline moves only for a reason', ['add --why "Loki 3: alerts come by another way"']);
  if (since !== null && run.outcome !== 'finished') {
    throw usageError(`a baseline cannot begin with run ${idOf(run.uid)}: it was ${run.outcome}`, [
      'name one that finished with --from; `kubedrill history list` has the newest',
    ]);
  }
  const known = [...new Set((await store.records(run)).flatMap(({verdicts}) => verdicts.map(v => v.scenario)))].sort();
  const unknown = names.find(name => !known.includes(name));
  if (unknown !== undefined) {
    const near = nearest(unknown, known);
    throw usageError(`no run of ${unknown} is in the history of ${run.drill} on ${run.cluster}`, [
      near ? `did you mean ${near}?` : `it has ${someOf(known)}`,
    ]);
  }
  const who = flags.as ?? io.env.USER;
  if (!who?.trim()) throw usageError('nobody is known to decide this', ['say who does with --as NAME']);
  const scenarios = names.length ? names : known;
  const at = realClock.wall().getTime();
  await store.decide(
    run,
    scenarios.map((scenario): BaselineDecision => ({scenario, since, at, who: who.trim(), why})),
  );
  const of = names.length ? someOf(names) : `all ${known.length} scenarios`;
  if (flags.json) writeJson(io, {...placeOf(run), scenarios, since, at, who, why});
  else writeText(io, `the baseline of ${of} ${word}`);
  return EXIT.ok;
}

/** Decisions that were made at once as one line, the newest last. */
function decisionLines(decisions: readonly BaselineDecision[]): string[] {
  const together = Map.groupBy(decisions, ({since, at, who, why}) => JSON.stringify([since, at, who, why]));
  return [...together.values()].flatMap(of => {
    const [first] = of;
    if (!first) return [];
    const what = first.since === null ? 'reset' : `accepted from ${minute(first.since)} on`;
    return [`${minute(first.at)}  ${first.who} ${what}: ${first.why} (${someOf(of.map(d => d.scenario))})`];
  });
}
