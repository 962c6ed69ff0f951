import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {FigureCount} from '../../src/cli/rules/count/count.js';
import {addCounts} from '../../src/cli/rules/count/counts.js';
import {partOf, type Stretch} from '../../src/cli/rules/flags.js';
import {Player} from '../../src/cli/rules/play/player.js';
import {ALL, type Window} from '../../src/cli/rules/play/window.js';
import {gapsOf, mergeSummaries} from '../../src/cli/rules/shards/merge.js';
import {inOrder, type Summary, summaryOf, summaryPieces} from '../../src/cli/rules/shards/summary.js';
import {leadInOf} from '../../src/sigma/correlate/lead-in.js';
import type {RuleMatch} from '../../src/sigma/engine.js';
import type {RuleSet} from '../../src/sigma/rule-set.js';
import {auditEvent, rulesOf, ruleText} from '../helpers/rules.js';

const BASES = ['get', 'list', 'delete'].map(verb =>
  ruleText(`  s: {verb: ${verb}}\n  condition: s`, `name: ${verb}\n`),
);
const RULES = 'rules: [get, list]\ngroup-by: [user.username]\n';
const CODE = 'field: responseStatus.code';
const CORRELATIONS: Readonly<Record<string, string>> = {
  event_count: `${RULES}timespan: 20s\ncondition: {gte: 3}\ngenerate: true`,
  value_count: `${RULES}timespan: 40s\ncondition: {gte: 3, field: objectRef.name}`,
  temporal: 'rules: [get, list, delete]\ngroup-by: [user.username]\ntimespan: 30s',
  temporal_ordered: 'rules: [get, list, delete]\ngroup-by: [user.username]\ntimespan: 1m',
  value_sum: `${RULES}timespan: 25s\ncondition: {gt: 900, ${CODE}}`,
  value_avg: `${RULES}timespan: 25s\ncondition: {lt: 300, ${CODE}}`,
  value_median: `${RULES}timespan: 15s\ncondition: {gte: 404, ${CODE}}`,
  value_percentile: `${RULES}timespan: 45s\ncondition: {gte: 403, ${CODE}, percentile: 90}`,
};
const correlation = (name: string, type: string, body: string) =>
  `title: ${name}\nname: ${name}\ncorrelation:\n${`type: ${type}\n${body}`.replace(/^/gm, '  ')}\n`;
const ON_OTHERS = correlation(
  'burst-of-bursts',
  'event_count',
  'rules: [by-event_count, by-temporal]\ngroup-by: [user.username]\ntimespan: 50s\ncondition: {gte: 2}\ngenerate: true',
);
const TEXT = [
  ...BASES,
  ...Object.entries(CORRELATIONS).map(([type, body]) => correlation(`by-${type}`, type, body)),
  ON_OTHERS,
].join('---\n');
let loaded: RuleSet | undefined;
const rules = (): RuleSet => {
  loaded ??= rulesOf(TEXT);
  return loaded;
};
/** A burst of bursts: its timespan, the longest below it, and a minute for late events each. */
const LEAD_IN = (50 + 60 + 30 + 60) * 1000;

const START = Date.parse('2026-11-23T23:58:00Z');
const SPAN_S = 600;

interface Step {
  /** Seconds after the event before. */
  after: number;
  /** How many seconds after its time the event is written. */
  late: number;
  verb: string;
  user: string;
  name: string;
  code: number;
  /** Written again for further stages, this many seconds later. */
  stages: number[];
  /** Something that is no event stands before it. */
  noise: string | undefined;
}

const step = fc.record<Step>({
  after: fc.oneof(fc.constantFrom(0, 0.5, 1, 3, 20, 60), fc.double({min: 0, max: 30, noNaN: true})),
  late: fc.oneof({weight: 5, arbitrary: fc.constant(0)}, fc.integer({min: 0, max: Math.floor(LEAD_IN / 1000)})),
  verb: fc.constantFrom('get', 'list', 'delete', 'watch'),
  user: fc.constantFrom('alice', 'bob'),
  name: fc.constantFrom('a', 'b', 'c', 'd'),
  code: fc.constantFrom(200, 403, 404, 500),
  stages: fc.oneof(
    {weight: 4, arbitrary: fc.constant<number[]>([])},
    fc.array(fc.integer({min: 0, max: 55}), {maxLength: 2}),
  ),
  noise: fc.option(fc.constantFrom('hello', '{"kind":"Event","apiVers', '[]'), {freq: 6, nil: undefined}),
});

/** The lines of a log in the order in which they were written, and the audit ids that labels name. */
function logOf(steps: readonly Step[]): {lines: string[]; attacks: string[]} {
  let at = START;
  const written = steps.flatMap((one, i) => {
    at = Math.min(at + one.after * 1000, START + SPAN_S * 1000);
    const received = new Date(at).toISOString().replace('Z', '000Z');
    const stages = ['RequestReceived', 'ResponseStarted', 'ResponseComplete'].slice(0, 1 + one.stages.length);
    return stages.map((stage, n) => {
      const time = at + (n === 0 ? 0 : (one.stages[n - 1] ?? 0)) * 1000;
      const event = auditEvent({
        ...{auditID: `id-${i}`, stage, verb: one.verb, user: {username: one.user}},
        objectRef: {resource: 'pods', name: one.name},
        responseStatus: {code: one.code},
        requestReceivedTimestamp: received,
        stageTimestamp: new Date(time).toISOString().replace('Z', '000Z'),
      });
      const text = JSON.stringify(event);
      return {written: time + one.late * 1000, lines: one.noise === undefined ? [text] : [one.noise, text]};
    });
  });
  return {
    lines: written.sort((a, b) => a.written - b.written).flatMap(({lines}) => lines),
    attacks: steps.flatMap((_, i) => (i % 5 === 0 ? [`id-${i}`] : [])),
  };
}

/** Plays a log, so many lines at a time, and says what matched and what was counted. */
function play(lines: readonly string[], attacks: string[], window: Window, piece: number) {
  const count = new FigureCount({attack: attacks});
  const player = new Player(rules(), count, window);
  const matches: RuleMatch[] = [];
  for (let from = 0; from < lines.length; from += piece) {
    const records = lines.slice(from, from + piece).map((text, i) => ({text, line: from + i + 1}));
    matches.push(...player.play({log: 'audit.log', records}));
  }
  player.end();
  return {matches: matches.map(said).sort(), count};
}

const said = ({rule, event, events, group}: RuleMatch): string =>
  JSON.stringify([rule.id, event.auditID, event.stage, events.map(e => `${e.auditID} ${e.stage}`), group]);

const SHARDS = 7;
const stretchOf = (index: number, count = SHARDS): Stretch => {
  const shard = {index, count, from: START - 1000, until: START + (SPAN_S + 120) * 1000};
  return {window: {...partOf(shard), leadInMs: LEAD_IN}, shard};
};

/** What does not depend on which part came first. */
const plain = (counts: ReturnType<FigureCount['counts']>) => ({
  ...counts,
  unreadable: counts.unreadable.map(({reason, records}) => `${reason}: ${records}`).sort(),
  rows: counts.rows.map(row => JSON.stringify(row)).sort(),
});

describe('seven shards with lead-in', () => {
  test('match what the whole log matches, match by match, in every type of correlation; their counts add up', () => {
    fc.assert(
      fc.property(fc.array(step, {minLength: 1, maxLength: 120}), fc.integer({min: 1, max: 50}), (steps, piece) => {
        const {lines, attacks} = logOf(steps);
        const whole = play(lines, attacks, ALL, 1000);
        const parts = Array.from({length: SHARDS}, (_, i) => play(lines, attacks, stretchOf(i).window, piece));
        expect(parts.flatMap(part => part.matches).sort()).toEqual(whole.matches);
        expect(plain(addCounts(parts.map(part => part.count.counts())))).toEqual(plain(whole.count.counts()));
      }),
      {numRuns: 150},
    );
  });

  test('with the lead-in that the rules ask for', () => {
    expect(leadInOf(rules())).toBe(LEAD_IN);
  });

  test('of which the law says something: every rule matches in such logs', () => {
    const steps = fc.sample(fc.array(step, {minLength: 120, maxLength: 120}), {numRuns: 5, seed: 1});
    const found = steps.flatMap(some => {
      const {lines, attacks} = logOf(some);
      return play(lines, attacks, ALL, 1000).matches.map(match => (JSON.parse(match) as string[])[0]);
    });
    const names = rules()
      .rules.filter(rule => !rule.silent)
      .map(rule => rule.id);
    expect([...new Set(found)].sort()).toEqual(names.sort());
  });

  test('without lead-in they do not', () => {
    const at = (after: number): Step => ({
      ...{after, late: 0, verb: 'get', user: 'alice', name: 'a', code: 200, stages: [], noise: undefined},
    });
    const {lines, attacks} = logOf(Array.from({length: 100}, () => at(6)));
    const whole = play(lines, attacks, ALL, 1000);
    const parts = Array.from({length: SHARDS}, (_, i) =>
      play(lines, attacks, {...stretchOf(i).window, leadInMs: 0}, 1000),
    );
    expect(parts.flatMap(part => part.matches).length).toBeLessThan(whole.matches.length);
  });
});

describe('merging', () => {
  const summaries = (steps: readonly Step[], count: number): Summary[] => {
    const {lines, attacks} = logOf(steps);
    return Array.from({length: count}, (_, i) => {
      const stretch = stretchOf(i, count);
      const played = play(lines, attacks, stretch.window, 100);
      return summaryOf({logs: ['audit.log'], name: undefined}, stretch, rules(), played.count);
    });
  };
  const text = (...some: Summary[]) => [...summaryPieces(mergeSummaries(some))].join('');

  test('is associative, commutative and idempotent, whatever is merged in whichever order', () => {
    fc.assert(
      fc.property(
        fc.array(step, {maxLength: 40}),
        fc.integer({min: 2, max: 6}),
        fc.array(fc.nat(5), {minLength: 1, maxLength: 12}),
        fc.nat(12),
        (steps, count, picks, cut) => {
          const all = summaries(steps, count);
          const [first, ...others] = all as [Summary, ...Summary[]];
          const chosen = [...all, ...picks.map(pick => all[pick % count] as Summary)].sort(
            (a, b) => text(a).length - text(b).length,
          );
          const whole = text(...all);
          expect(text(...chosen.reverse())).toBe(whole);
          const [left, right] = [chosen.slice(0, 1 + (cut % chosen.length)), chosen.slice(cut % chosen.length)];
          expect(text(mergeSummaries(left), mergeSummaries(right.length ? right : left), ...chosen)).toBe(whole);
          expect(text(mergeSummaries([first]), mergeSummaries(all), mergeSummaries([...others, first]))).toBe(whole);
          expect(text(mergeSummaries(all))).toBe(whole);
          expect(gapsOf(mergeSummaries(all).shards)).toEqual([]);
        },
      ),
      {numRuns: 50},
    );
  });

  test('a shard that is missing is a gap, wherever it was', () => {
    const all = summaries([], 4);
    for (const missing of all) {
      const gaps = gapsOf(mergeSummaries(all.filter(one => one !== missing)).shards);
      const [shard] = missing.shards;
      expect(gaps).toEqual([
        {
          log: 'audit.log',
          from: new Date(shard?.from ?? 0).toISOString(),
          until: new Date(shard?.until ?? 0).toISOString(),
        },
      ]);
    }
  });

  test.each<[string, (one: Summary) => Summary, RegExp]>([
    ['other rules', one => ({...one, rules: {...one.rules, pack: 'other'}}), /of different rules cannot be merged/],
    ['other labels', one => ({...one, labels: 'other'}), /with different labels cannot be merged/],
    [
      'the same time of the same log, counted otherwise',
      one => inOrder({...one, shards: one.shards.map(shard => ({...shard, events: 99}))}),
      /of the same time of audit\.log, and differ: 2026-11-23T23:57:59\.000Z to/,
    ],
  ])('of %s is refused', (_, change, message) => {
    const [first] = summaries([], 2) as [Summary];
    expect(() => mergeSummaries([first, change(first)])).toThrow(message);
  });

  test('logs of the same path are told apart by their names', () => {
    const [first] = summaries([], 1) as [Summary];
    const named = (name: string) => inOrder({...first, shards: first.shards.map(shard => ({...shard, name}))});
    expect(mergeSummaries([named('eu-1'), named('us-7'), first]).shards).toHaveLength(3);
  });
});
