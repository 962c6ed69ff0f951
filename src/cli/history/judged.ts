import type {DrillFact, EventTypes} from '../../events/events.js';
import type {EventLog} from '../../events/log.js';
import {type Comparison, compareRun, gatesOf} from '../../history/compare/compare.js';
import {pinsOf} from '../../history/compare/pins.js';
import {latencyStates} from '../../history/compare/words.js';
import type {RuleSettings} from '../../history/judge/settings.js';
import {openHistory} from '../../history/store/open.js';
import {type RunRecord, recordOf} from '../../history/store/record.js';
import {messageOf} from '../../lib/errors.js';

type Judged = EventTypes['history.judged'];

const undecided = (why: string): Judged => ({
  ...{undecided: why, lost: [], slower: [], newNoise: []},
  unknown: {lost: [], slower: [], newNoise: []},
});

/**
 * What the nights before say of a run, whose last event is about to be written. It never throws: what cannot be asked is
 * undecided.
 */
export async function judgedBeside(
  url: string,
  log: Pick<EventLog, 'events'>,
  rules: RuleSettings,
): Promise<DrillFact & {type: 'history.judged'}> {
  const record = recordOf(log.events);
  const judged = record
    ? // Nobody asks of a run that does not finish.
      await asked(url, {...record, outcome: 'finished'}, rules).catch((error: unknown) =>
        undecided(`the history cannot be asked: ${messageOf(error)}`),
      )
    : undecided('the run did not begin');
  return {type: 'history.judged', ...judged};
}

async function asked(url: string, run: RunRecord, rules: RuleSettings): Promise<Judged> {
  const store = await openHistory(url);
  try {
    const [records, decisions] = [await store.records(run), await store.decisions(run)];
    const options = {baseline: 'pinned', rules, pins: pinsOf(decisions)} as const;
    return judgedOf(compareRun([...records.filter(({uid}) => uid !== run.uid), run], run.uid, options), run, rules);
  } finally {
    await store.close();
  }
}

function judgedOf(comparison: Comparison, {verdicts}: RunRecord, rules: RuleSettings): Judged {
  const {links, unknown, unmeasured} = comparison;
  if (!comparison.compared) return undecided(comparison.undecided.join('; '));
  const gating = gatesOf(comparison);
  const scenariosOf = (kind: string) => gating.filter(f => f.kind === kind).flatMap(f => f.scenarios);
  const slower = gating
    .filter(({kind}) => kind === 'slower' || kind === 'jump')
    .flatMap(({link = '', tier, scenarios}) =>
      tier === 'link' ? [link] : scenarios.map(name => `${name} until ${link}`),
    );
  const twins = verdicts.filter(v => v.benign === 'unknown' && !v.quarantined).map(v => v.scenario);
  return {
    ...{lost: scenariosOf('lost'), slower, newNoise: scenariosOf('new noise')},
    unknown: {lost: unknown, slower: unmeasured, newNoise: [...new Set(twins)]},
    ...(links.some(({baseline}) => baseline.state === 'learning') && {learning: latencyStates(comparison, rules)}),
  };
}
