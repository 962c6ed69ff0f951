import {mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {openActionLines} from '../../src/cli/live/open-actions.js';
import type {DrillEvent} from '../../src/events/events.js';
import {readEvents} from '../../src/events/read.js';
import {packaged} from '../../src/lib/paths.js';
import {runTool} from '../../src/lib/process/exec.js';
import {anonymous} from '../../src/report/aar/anonymous.js';
import {aarFiles, openBefore} from '../../src/report/aar/files.js';
import {improvementCsv} from '../../src/report/aar/improvement.js';
import {isPlayed} from '../../src/report/aar/people.js';
import {resultOf} from '../../src/report/data/json.js';
import {ResultSchema} from '../../src/report/data/result-schema.js';
import {printPdf} from '../../src/report/pdf.js';
import {scoreRun} from '../../src/score/card.js';
import {viewOf} from '../../src/view/fold.js';
import {kubedrillIn} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';
import {HOSTILE} from './sample.js';

/**
 * A drill that was played on a simulated cluster by `scripts/docs/record-live.js`: two people with accounts of the cluster, a
 * pause, a bystander taken down, an attack that everybody missed.
 */
const LIVE = packaged('test', 'fixtures', 'runs', 'live');
const EVENTS = readEvents(join(LIVE, 'events.ndjson'));
const PEOPLE = ['Linda Brandt', 'Cora Keller', 'Rami Osei', 'Petra Lang', 'Kim Nowak', 'Olga Weiss'];
const CHAPTERS = [
  ...['1 Overview', '2 Executive summary', '3 Objectives', '4 Timeline', '5 Each attack', '6 Decisions'],
  ...['7 Communications and notification clocks', '8 Improvement plan', '9 Hot wash', '10 What is not known', 'Annex'],
];

function filesOf(events: readonly DrillEvent[], dir = LIVE, told?: (text: string) => string) {
  const view = viewOf(events);
  if (!isPlayed(view)) throw new Error('nobody took part');
  return aarFiles(view, scoreRun(view), dir, told);
}

describe('the after-action report of a drill with people', () => {
  const files = filesOf(EVENTS);
  const {'aar.md': md = '', 'aar.html': page = '', 'improvement.csv': plan = '', 'msel.csv': msel = ''} = files;

  test('is the same for the same log', async () => {
    await expect(md).toMatchFileSnapshot('golden/aar.md');
  });

  test('says which times were accepted, by whom and why, and measures by them', () => {
    const [ack] = EVENTS.filter(event => event.type === 'alert.acknowledged' && event.counted);
    const signal = EVENTS.find(event => event.type === 'signal.seen' && event.seq === (ack as {alert?: number}).alert);
    const [lead] = EVENTS.filter(event => event.type === 'participant.joined' && event.role === 'facilitator');
    const last = EVENTS.at(-1);
    if (!last || signal?.type !== 'signal.seen' || lead?.type !== 'participant.joined') throw new Error('no such log');
    const accepted: DrillEvent = {
      ...{
        type: 'time.accepted',
        what: 'acknowledged',
        id: signal.alert ?? '',
        earlierMs: 1000,
        t: 90_000,
        by: lead.person,
      },
      ...{reason: 'Rami had no network', seq: last.seq + 1, at: last.at, ms: last.ms},
    };
    const {'aar.md': told = ''} = filesOf([...EVENTS, accepted]);
    expect(told).toContain('Earlier times that facilitators accepted');
    expect(told).toMatch(/as accepted, 1\.0 s before it came/);
    expect(told).toContain(`${signal.alert} counts as acknowledged 1.0 s before it came: accepted by Linda Brandt`);
    expect(filesOf(anonymous([...EVENTS, accepted]).events)['aar.md']).not.toContain('Rami');
    const view = viewOf([...EVENTS, accepted]);
    const data = ResultSchema.parse(resultOf(view, scoreRun(view)));
    expect(data.exercise?.accepted).toMatchObject([{what: 'acknowledged', earlier: 1, by: 'Linda Brandt'}]);
  });

  test('has its ten chapters, everybody, every inject and every decision, as Markdown and as a page', () => {
    const injects = EVENTS.flatMap(e =>
      e.type === 'script.loaded' ? e.injects.map(({id, title}) => `${id} ${title}`) : [],
    );
    expect(injects.length).toBeGreaterThan(10);
    for (const text of [md, page]) {
      for (const word of [
        ...CHAPTERS,
        ...PEOPLE,
        ...injects,
        'D1 Two tokens',
        'DRILL · simulated',
        '1 m 48 s of drill time',
      ])
        expect(text).toContain(word);
    }
    for (const [name, ...rest] of msel
      .split('\r\n')
      .slice(1, -1)
      .map(line => line.split(','))) {
      expect(rest.length).toBeGreaterThan(8);
      expect(injects.some(inject => inject.startsWith(`${name} `))).toBe(true);
    }
  });

  test('says the number that result.json says, and each of its parts', () => {
    const view = viewOf(EVENTS);
    const result = resultOf(view, scoreRun(view));
    expect(ResultSchema.safeParse(result).error).toBeUndefined();
    expect(md).toContain(`## 2 Executive summary ${result.response?.total} of 100`);
    for (const {id, points, max} of result.response?.components ?? []) {
      expect(md).toContain(`| ${id} | ${points < 0 ? '\\' : ''}${points} | ${max} |`);
    }
    expect(result.exercise?.participants.map(({name}) => name)).toEqual(PEOPLE);
    expect(result.exercise?.notices).toMatchObject([{state: 'incomplete', missing: ['cross-border']}]);
  });

  test('suggests, and never rates', () => {
    const {exercise} = resultOf(viewOf(EVENTS), scoreRun(viewOf(EVENTS)));
    expect(
      exercise?.objectives.map(({id, ratings, suggestion}) => [id, ratings.map(r => r.rating), suggestion]),
    ).toEqual([
      ['O1', ['P'], 'M or U'],
      ['O2', [], 'S or M'],
      ['O3', ['M'], 'M or U'],
      ['O4', ['S'], 'P or S'],
    ]);
  });

  test('gives spreadsheets nothing to calculate', () => {
    expect(plan).toContain("'=1+1 a template");
    expect(plan).not.toMatch(/(^|,)=/m);
  });

  test('escapes whatever people write', () => {
    const hostile = EVENTS.map(e => (e.type === 'note.written' ? {...e, text: HOSTILE} : e));
    const {'aar.md': text = '', 'aar.html': html = ''} = filesOf(hostile);
    expect(html).not.toContain('<script');
    expect(text).not.toMatch(/(?<!\\)<script/);
    expect(`${html}${text}`).not.toContain('\u001b');
  });

  test('can be made of a log that ends anywhere, as that of a drill that was killed does', () => {
    const opened = EVENTS.findIndex(({type}) => type === 'script.loaded') + 1;
    for (let end = opened; end < EVENTS.length; end += 23)
      expect(filesOf(EVENTS.slice(0, end))['aar.md']).toContain('10 What is not known');
  });

  test('of a run without people is none', () => {
    expect(isPlayed(viewOf(readEvents(packaged('test', 'fixtures', 'runs', 'mixed', 'events.ndjson'))))).toBe(false);
  });
});

test('without names it has none, in any file, also where people wrote them', () => {
  const {events, told} = anonymous(EVENTS);
  const view = viewOf(events);
  const texts = [...Object.values(filesOf(events, LIVE, told)), JSON.stringify(resultOf(view, scoreRun(view)))];
  const parts = PEOPLE.flatMap(name => [name, ...name.split(' '), name.toLowerCase().replace(' ', '-')]);
  const found = texts.map(text => parts.filter(part => new RegExp(`(?<![\\w-])${part}(?![\\w-])`).test(text)));
  expect(found.flat()).toEqual([]);
  expect(texts[0]).toContain('responder 2 checks the others by hand');
  // The same people are the same roles everywhere, and no number changes.
  expect(resultOf(view, scoreRun(view)).response).toEqual(resultOf(viewOf(EVENTS), scoreRun(viewOf(EVENTS))).response);
});

describe('the improvement plan', () => {
  /** A folder of runs with one that was played, in which somebody has written into its plan. */
  function playedBefore(edit: (plan: string) => string) {
    const runs = tempDir();
    const first = join(runs, '2026-01-01T00-00-00-aaaaaa');
    mkdirSync(first);
    const view = viewOf(EVENTS);
    writeFileSync(join(first, 'result.json'), JSON.stringify(resultOf(view, scoreRun(view))));
    writeFileSync(join(first, 'improvement.csv'), edit(filesOf(EVENTS)['improvement.csv'] ?? ''));
    return {first, next: join(runs, '2026-02-01T00-00-00-bbbbbb'), drill: view.started?.drill.id ?? ''};
  }

  test('is open in the next run of the same drill until somebody writes done', () => {
    const {next, drill} = playedBefore(plan => plan.replace(/,open\r\n/, ',done\r\n'));
    const open = openBefore(next, drill);
    expect(open.map(({action}) => action)).toContain('=1+1 a template for the NIS2 warning');
    expect(open.map(({action}) => action)).not.toContain('Label what belongs to the shop, so that nobody deletes it');
    expect(openBefore(next, 'another')).toEqual([]);
    expect(openActionLines(open)).toContain('  =1+1 a template for the NIS2 warning');
    expect(openActionLines(open)[0]).toMatch(/^11 actions of the last run of this drill are open/);
    expect(openActionLines(open).at(-1)).toBe('  and 6 more');
    expect(openActionLines([])).toEqual([]);
    const {'aar.md': md = ''} = filesOf(EVENTS, next);
    expect(md).toContain('### Still open from the last run of this drill');
    expect(md).toContain('read and save an object before you delete it | nobody yet | not set | detected, contained');
    expect(md).toMatch(/who takes it next time \| nobody yet \| not set \| detected, not contained/);
  });

  test('is not hidden by a run that was called off before anything happened', () => {
    const {first, next, drill} = playedBefore(plan => plan);
    const open = openBefore(next, drill);
    const off = first.replace('2026-01-01', '2026-01-02');
    mkdirSync(off);
    writeFileSync(join(off, 'result.json'), readFileSync(join(first, 'result.json')));
    writeFileSync(join(off, 'improvement.csv'), improvementCsv([]));
    expect(open).toHaveLength(12);
    expect(openBefore(next, drill)).toEqual(open);
    writeFileSync(join(off, 'improvement.csv'), improvementCsv(open.map(one => ({...one, state: 'done'}))));
    expect(openBefore(next, drill)).toEqual([]);
  });

  test('keeps what somebody has written into it when the reports are made again', () => {
    const {first} = playedBefore(plan => plan.replace('you delete it,,', 'you delete it,Ada,'));
    expect(filesOf(EVENTS, first)['improvement.csv']).toContain('you delete it,Ada,');
  });

  test.each(['', '\u0000', 'a,b\n1', '"'])('that cannot be read is none: %j', text => {
    const {next, drill} = playedBefore(() => text);
    expect(openBefore(next, drill)).toEqual([]);
  });
});

describe('kubedrill report --format aar', () => {
  const NOWHERE = {KUBEDRILL_CHROMIUM: '/nowhere/chromium'};

  test('writes its files, and says how to print where there is no Chromium', async () => {
    const out = tempDir();
    const {code, stdout, stderr} = await kubedrillIn(NOWHERE, 'report', LIVE, '--format', 'aar', '--output', out);
    expect({code, stdout}).toEqual({
      code: 0,
      stdout: ['aar.md', 'aar.html', 'improvement.csv', 'msel.csv'].map(file => `${join(out, file)}\n`).join(''),
    });
    expect(stderr).toMatch(/no PDF: \/nowhere\/chromium is not there; open .*aar.html in a browser and print it/);
  });

  test.each([
    [['--format', 'aar,pdf', '--output'], LIVE, 3, /no PDF/],
    [['--format', 'aar', '--output'], packaged('test', 'fixtures', 'runs', 'mixed'), 2, /no people took part/],
    [['--anonymous', '--output'], LIVE, 2, /--anonymous goes with --format/],
  ])('%j ends with an error', async (flags, run, code, message) => {
    const done = await kubedrillIn(NOWHERE, 'report', run, ...flags, tempDir());
    expect(done.code).toBe(code);
    expect(done.stderr).toMatch(message);
  });
});

const browser = process.env.LAB_CHROMIUM ?? process.env.KUBEDRILL_CHROMIUM ?? 'chromium';
const hasTools = (await runTool(browser, ['--version'])).ok && (await runTool('pdftotext', ['-v'])).ok;
if (!hasTools) console.warn('SKIPPED: the PDF of an after-action report, for want of a Chromium or pdftotext');

test.skipIf(!hasTools)('as a PDF it says DRILL on every page, and names everybody', {timeout: 60_000}, async () => {
  const dir = tempDir();
  const [page, pdf] = [join(dir, 'aar.html'), join(dir, 'aar.pdf')];
  writeFileSync(page, filesOf(EVENTS)['aar.html'] ?? '');
  expect(await printPdf(page, pdf, {...process.env, KUBEDRILL_CHROMIUM: browser})).toBeUndefined();
  const read = await runTool('pdftotext', ['-layout', pdf, '-']);
  const text = read.ok ? read.stdout : '';
  const pages = text.split('\f').filter(one => one.trim() !== '');
  expect(pages.length).toBeGreaterThan(3);
  for (const one of pages) expect(one).toContain('DRILL · simulated');
  const flat = text.replaceAll(/\s+/g, ' ');
  for (const word of [...PEOPLE, 'I16 Report to the management', 'D1 Two tokens']) expect(flat).toContain(word);
  expect(readFileSync(pdf).subarray(0, 5).toString()).toBe('%PDF-');
  expect(statSync(pdf).mode & 0o777).toBe(0o600);
  expect(text).toMatch(/ incomplete$/m);
  rmSync(pdf);
});
