import {type Compared, compareRun} from '../compare/compare.js';
import type {Pin} from '../judge/night.js';
import type {RuleSettings} from '../judge/settings.js';
import type {RunRecord} from '../store/record.js';

/** A finding of which one scenario, or one link, is told. */
export type Told = Compared;

/** What a run changed in what is known to be worse. */
export interface Changes {
  run: Pick<RunRecord, 'uid' | 'drill' | 'fleet' | 'cluster' | 'kind' | 'started'>;
  opened: Told[];
  closed: Told[];
}

/** Nights that are gone through to know what was open before: longer than anything stays unknown. */
const NIGHTS = 15;

/**
 * What a run opened and closed. A finding stays open over nights of which nobody can say, and is closed only by one that
 * is known to be well; so each has one message when it begins, and one when it is over.
 *
 * @param records of one place, in any order
 * @returns undefined where the run itself says nothing: it did not finish, or there is nothing to put it beside
 */
export function changesOf(
  records: readonly RunRecord[],
  uid: string,
  options: {rules: RuleSettings; pins: readonly Pin[]},
): Changes | undefined {
  const run = records.find(record => record.uid === uid);
  if (run?.outcome !== 'finished') return undefined;
  const nights = records
    .filter(({kind, outcome, started}) => kind === run.kind && outcome === 'finished' && started <= run.started)
    .toSorted((a, b) => a.started - b.started || (a.uid < b.uid ? -1 : 1))
    .slice(-NIGHTS);
  let open = new Map<string, Told>();
  let changes: Changes | undefined;
  for (const night of nights) {
    const after = openAfter(open, night, {...options, records});
    changes = after && {
      run: night,
      opened: [...after].filter(([key]) => !open.has(key)).map(([, finding]) => finding),
      closed: [...open].filter(([key]) => !after.has(key)).map(([, finding]) => finding),
    };
    open = after ?? open;
  }
  return changes;
}

/** What is open after a night; undefined: the night says nothing. */
function openAfter(
  open: ReadonlyMap<string, Told>,
  night: RunRecord,
  {records, rules, pins}: {records: readonly RunRecord[]; rules: RuleSettings; pins: readonly Pin[]},
): Map<string, Told> | undefined {
  const {compared, findings, unknown, unmeasured} = compareRun(records, night.uid, {baseline: 'pinned', rules, pins});
  if (!compared) return undefined;
  const now = new Map(
    findings
      .filter(({severity}) => severity === 'gate')
      .flatMap(each)
      .map(one => [keyOf(one), one]),
  );
  const played = new Set(night.verdicts.map(({scenario}) => scenario));
  const isKnown = ({link, tier, scenarios: [name = '']}: Told): boolean =>
    (link === undefined || !unmeasured.includes(link)) &&
    (tier === 'link' || (played.has(name) && !unknown.includes(name)));
  const still = [...open].filter(([key, finding]) => !now.has(key) && !isKnown(finding));
  return new Map([...still, ...now]);
}

/** What a link does is one thing; of scenarios each is its own. */
const each = (finding: Compared): Told[] =>
  finding.tier === 'link' ? [finding] : finding.scenarios.map(name => ({...finding, scenarios: [name]}));

/** The same finding in another night: how much, and how likely, may differ. */
const keyOf = ({kind, link, tier, scenarios}: Told): string =>
  JSON.stringify([kind, link, tier, ...(tier === 'link' ? [] : scenarios)]);
