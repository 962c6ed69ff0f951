import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {DEFAULT_RULES} from '../../src/history/judge/settings.js';
import {trendPage} from '../../src/history/page/page.js';
import {trendsOf} from '../../src/history/page/trend.js';
import type {RunRecord} from '../../src/history/store/record.js';
import {markOf} from '../../src/report/html/looks.js';
import {kubedrill} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';
import {NASTY} from '../helpers/unprintable.js';
import {elementsOf} from '../report/markup-check.js';
import {type KeptNights, recordsOf, storeOf} from './kept-nights.js';

const NAMES = ['cluster-admin-bound', 'pod-exec', 'secrets-listed'];
const hash = (letter: string) => letter.repeat(64);
const underTest = (night: number) => ({
  kubedrill: '0.1.0',
  rules:
    night < 32
      ? {pack: hash('a'), byRule: {'pod-exec': hash('c'), 'secrets-listed': hash('d')}}
      : {pack: hash('b'), byRule: {'secrets-listed': hash('d')}},
});

/** 34 nights: three without a run, and in the last ones each ending, a quarantine, a rule that is removed and a slower link. */
const month: KeptNights = {
  ...{count: 34, names: NAMES, under: underTest},
  slow: (link, night) => (link === 'alerted' && night >= 30 ? 3 : 1),
  attempts: (scenario, night) => {
    if (scenario === 'pod-exec' && night >= 32) return [{verdict: 'missed'}];
    if (scenario === 'pod-exec' && night === 25) return [{verdict: 'missed'}, {verdict: 'detected'}];
    if (scenario !== 'cluster-admin-bound') return undefined;
    const odd = {24: 'late', 26: 'inconclusive', 29: 'not executed', 30: 'skipped', 31: 'prevented'} as const;
    return night in odd ? [{verdict: odd[night as keyof typeof odd]}] : undefined;
  },
  verdict: (scenario, night) => (scenario === 'pod-exec' && night === 33 ? {quarantined: true} : {}),
  run: night => (night === 28 ? {outcome: 'interrupted', green: false, score: null, verdicts: []} : {}),
};
const monthRecords = () => recordsOf(month).filter((_, index) => ![22, 26].includes(index));
const sectionOf = (records: readonly RunRecord[], last = 30) => {
  const [trend] = trendsOf(records, {rules: DEFAULT_RULES, last});
  if (!trend) throw new Error('there are nights');
  return trend;
};
const pageOf = (records: readonly RunRecord[]) =>
  trendPage(trendsOf(records, {rules: DEFAULT_RULES, last: 30}), DEFAULT_RULES);
const markup = (page: string) => page.replace(/<style>.*<\/style>/s, '');

describe('the page of nights', () => {
  test('of a month in a store', async () => {
    const file = join(tempDir(), 'nights.html');
    const store = await storeOf(monthRecords());
    expect(await kubedrill('history', 'page', '--history', store, '--last', '12', '-o', file)).toMatchObject({
      ...{code: 0, stdout: ''},
    });
    const page = readFileSync(file, 'utf8');
    await expect(page).toMatchFileSnapshot('golden/nights.html');
    const elements = elementsOf(markup(page));
    for (const name of ['script', 'img', 'iframe', 'form', 'object', 'link']) expect(elements).not.toContain(name);
    expect(page).toContain(`content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;;`);
    expect(page).not.toMatch(/ (?:src|srcset|onclick|onload|style)=|url\(|@import/);
    const {stdout} = await kubedrill('history', 'page', 'prod/eu-1', '--history', store, '--last', '12');
    expect(stdout).toBe(page);
  });

  test('has a mark of its own for every ending', () => {
    const endings = [
      ...(['detected', 'prevented', 'flaky', 'late', 'missed'] as const),
      ...(['inconclusive', 'not executed', 'skipped'] as const),
    ];
    expect(new Set(endings.map(markOf)).size).toBe(endings.length);
  });

  test('has a gap where nothing ran, and never a colour', () => {
    const {slots} = sectionOf(monthRecords(), 12);
    expect(slots.map(({missing}) => missing).join('')).toBe('00100010000000');
    const page = pageOf(monthRecords());
    expect(page).toContain('2 nights without a run');
    const [, row = ''] = /<th scope="row">pod-exec<\/th>(.*?)<\/tr>/.exec(page) ?? [];
    const cells = [...row.matchAll(/<td class="([^"]*)"/g)].map(([, look]) => look);
    expect(cells.filter(look => look === 'none')).toHaveLength(3);
    expect(cells.slice(-4)).toEqual(['detected', 'missed', 'missed aside', 'missed']);
    expect(row.match(/>no run</g)).toHaveLength(2);
    expect(row.match(/>not played</g)).toHaveLength(1);
  });

  test('takes a run that comes an hour early or late for no night without one', () => {
    const [first, second] = recordsOf({count: 2, names: NAMES});
    if (!first || !second) throw new Error('two nights');
    const later = (hours: number) => sectionOf([first, {...second, started: first.started + hours * 3_600_000}]).slots;
    expect(later(35).map(({missing}) => missing)).toEqual([0, 0]);
    expect(later(37).map(({missing}) => missing)).toEqual([0, 1, 0]);
    expect(later(24 * 6).map(({missing}) => missing)).toEqual([0, 5, 0]);
  });

  test('says what changed, from which night on, and numbers it in strip and pictures', () => {
    const page = pageOf(monthRecords());
    expect(page).toContain(
      '<ol class="changes"><li>2026-02-01 02:17 UTC: rule pack aaaaaaaa → bbbbbbbb (pod-exec removed)</li></ol>',
    );
    expect(page.match(/<line class="change"/g)).toHaveLength(4);
    const silent = monthRecords().map(record => ({...record, context: null}));
    expect(pageOf(silent)).toContain('Nothing that was under test changed, as far as runs say.');
  });

  test('compares the first night that it shows with the one before', () => {
    const {slots} = sectionOf(
      recordsOf({count: 3, names: NAMES, under: night => ({kubedrill: night < 3 ? '1' : '2'})}),
      1,
    );
    expect(slots.map(({changes}) => changes)).toEqual([[{field: 'kubedrill', from: '1', to: '2'}]]);
  });

  test('has the pinned nights as a band, which later nights do not move', () => {
    const link = (records: readonly RunRecord[]) => sectionOf(records, 5).links.find(one => one.link === 'alerted');
    const records = recordsOf({...month, count: 40, run: () => ({})});
    const band = link(records)?.band;
    expect(band).toMatchObject({nights: 28});
    expect(band?.high).toBeLessThan(10_000);
    expect(link(records)?.nights.at(-1)?.median).toBeGreaterThan(band?.high ?? Infinity);
    expect(link(recordsOf({count: 13, names: NAMES}))).toMatchObject({link: 'alerted'});
    expect(link(recordsOf({count: 13, names: NAMES}))?.band).toBeUndefined();
    expect(link(recordsOf({count: 14, names: NAMES}))?.band).toMatchObject({nights: 14});
  });

  test('begins the band of a scenario where somebody let its baseline begin', () => {
    const records = recordsOf({count: 40, names: ['pod-exec'], slow: (_, night) => (night > 20 ? 3 : 1)});
    const pins = [{scenario: 'pod-exec', since: records[20]?.started ?? 0}];
    const bandWith = (options: object) =>
      trendsOf(records, {rules: DEFAULT_RULES, last: 5, ...options})[0]?.links.find(({link}) => link === 'alerted')
        ?.band;
    expect(bandWith({})?.low).toBeLessThan(7_000);
    expect(bandWith({pins})?.nights).toBe(14);
    expect(bandWith({pins})?.low).toBeGreaterThan(10_000);
  });

  test('draws the SLA where it is near, and says where it is not', () => {
    const withSla = (sla: number) => pageOf(recordsOf({count: 2, names: NAMES, verdict: () => ({sla})}));
    expect(withSla(20_000)).toContain('<title>shortest SLA: 20.0 s</title>');
    expect(withSla(3_600_000)).not.toContain('class="due"');
    expect(withSla(3_600_000)).toContain('The shortest SLA, 1 h 00 m, is far above this picture.');
  });

  test('keeps nights of a simulated cluster apart from those of a real one', () => {
    const records = recordsOf({count: 4, names: NAMES, night: night => (night > 2 ? {kind: 'simulated'} : {})});
    const trends = trendsOf(records, {rules: DEFAULT_RULES, last: 30});
    expect(trends.map(({kind, slots}) => [kind, slots.length])).toEqual([
      ['existing', 2],
      ['simulated', 2],
    ]);
    expect(trendPage(trends, DEFAULT_RULES).match(/these nights say nothing of a real cluster/g)).toHaveLength(1);
  });

  test('says that a newest run which did not finish is not known', () => {
    const records = recordsOf({count: 3, names: NAMES, run: night => (night === 3 ? {outcome: 'interrupted'} : {})});
    expect(pageOf(records)).toContain(
      'the newest run did not finish (interrupted): what it did not come to is not known',
    );
    const none = recordsOf({count: 2, names: NAMES, run: () => ({outcome: 'failed'})});
    expect(pageOf(none)).toContain('the newest run did not finish (failed)');
    expect(pageOf(none)).not.toContain('Nothing is known to be worse');
  });

  test('says first what the newest night did not see, whatever nights before it were like', () => {
    const records = recordsOf({count: 2, names: NAMES, attempts: () => [{verdict: 'missed'}]});
    const page = pageOf(records);
    expect(page).toContain('<dt>To look at</dt><dd>✖ cluster-admin-bound missed: no rule fired<br>✖ pod-exec');
    expect(page).toContain('Nothing is known to be worse than before.');
  });

  test('escapes every name from outside', () => {
    const hostile = `<img src=x onerror=alert(1)>" onload="x ${NASTY}`;
    const records = recordsOf({
      ...{count: 3, names: [hostile], under: night => ({labels: {[hostile]: `${hostile}${night}`}})},
      attempts: () => [{verdict: 'missed'}],
      verdict: () => ({cause: hostile}),
      run: night => ({drill: hostile, cluster: hostile, fleet: hostile, uid: `${night} ${hostile}`}),
    });
    const elements = new Set(elementsOf(markup(pageOf(records))));
    expect(elements).toContain('svg');
    expect(elements).not.toContain('img');
  });
});

describe('history page', () => {
  test('of a history without a run exits with 2 and writes nothing', async () => {
    const file = join(tempDir(), 'nights.html');
    const {code, stderr} = await kubedrill('history', 'page', '--history', await storeOf([]), '-o', file);
    expect({code, stderr}).toEqual({code: 2, stderr: expect.stringContaining('no run is in this history yet')});
    expect(() => readFileSync(file)).toThrow('ENOENT');
  });

  test('says which cluster may be meant', async () => {
    const store = await storeOf(recordsOf({count: 1, names: NAMES}));
    const {code, stderr} = await kubedrill('history', 'page', 'prod/eu-2', '--history', store);
    expect({code, stderr}).toEqual({code: 2, stderr: expect.stringContaining('did you mean prod/eu-1?')});
  });

  test('has the first places by name, and says how many it left out', async () => {
    const [record] = recordsOf({count: 1, names: NAMES});
    if (!record) throw new Error('a night');
    const many = Array.from({length: 22}, (_, i) => ({...record, uid: `${i} r`, cluster: `c${i}`, started: i * 1000}));
    const store = await storeOf(many);
    const {stdout} = await kubedrill('history', 'page', '--history', store);
    expect(stdout.match(/<h2 /g)).toHaveLength(20);
    expect(stdout).toContain('2 more places are in this history and not in this page');
    expect(stdout).toContain('core on prod/c0<');
    expect(stdout).not.toContain('core on prod/c9<');
  });
});
