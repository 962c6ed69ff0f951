import {flatContext} from '../judge/context.js';
import {type Attempt, LINKS, type Link, type Night, type ScenarioNight} from '../judge/night.js';
import type {RunRecord, VerdictRecord} from '../store/record.js';

/** A kept run as a night that is put beside others. One that did not finish says nothing of what it did not come to. */
export function nightOf({uid, started, kind, outcome, context, verdicts}: RunRecord): Night {
  const scenarios = Map.groupBy(verdicts, ({scenario}) => scenario);
  return {
    ...{run: uid, at: started, kind, ...(outcome !== 'finished' && {interrupted: true})},
    context: context ? flatContext(JSON.parse(context.json)) : {},
    scenarios: Object.fromEntries([...scenarios].map(([name, attempts]) => [name, scenarioNight(attempts)])),
  };
}

function scenarioNight(records: readonly VerdictRecord[]): ScenarioNight {
  const attempts = records.toSorted((a, b) => a.attempt - b.attempt);
  const [first] = attempts;
  const sla = first && slaOf(first);
  return {
    attempts: attempts.map(({verdict, benign}): Attempt => ({verdict, ...(benign && {benign})})),
    own: first?.attempt === 1 ? ownOf(first) : {},
    ...(sla && {sla}),
  };
}

/** What was measured, and null where the chain broke because nothing came: what was missed took longer than all else. */
function ownOf({own, verdict, broken}: VerdictRecord): ScenarioNight['own'] {
  const known = LINKS.flatMap((link): [Link, number | null][] => {
    if (own[link] !== null) return [[link, own[link]]];
    return verdict === 'missed' && broken === link ? [[link, null]] : [];
  });
  return Object.fromEntries(known);
}

/** The SLA that is kept is that of the last stage, which can be told where it was seen. */
function slaOf({own, total, sla}: VerdictRecord): ScenarioNight['sla'] {
  const last = LINKS.findLast(link => link !== 'acknowledged' && own[link] !== null);
  return last && total !== null && sla !== null ? {[last]: sla} : undefined;
}
