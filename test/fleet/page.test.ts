import {expect, test} from 'vitest';
import type {FleetReport} from '../../src/fleet/fold/fold.js';
import {fleetPage} from '../../src/fleet/page/page.js';
import type {KeptNights} from '../history/kept-nights.js';
import {elementsOf} from '../report/markup-check.js';
import {cluster, fold, last, lost, NIGHTS, outcome} from './fleets.js';

const markup = (page: string) => page.replace(/<style>.*<\/style>/s, '');
const us = {labels: {region: 'us'}};
/** Of each state one or more: eight green ones, two that lost the same, one that is flaky, one undecided, two not there. */
const mixed = (): Promise<FleetReport> => {
  const flaky: Partial<KeptNights> = {
    attempts: (name, night) =>
      name === 'c' && night === NIGHTS ? [{verdict: 'missed'}, {verdict: 'detected'}] : undefined,
  };
  const unsure: Partial<KeptNights> = {
    attempts: (name, night) => (name === 'b' && night === NIGHTS ? [{verdict: 'inconclusive'}] : undefined),
    run: last,
  };
  const aside: Partial<KeptNights> = {
    ...lost('a'),
    run: () => ({}),
    verdict: (name, night) => ({quarantined: name === 'a' && night === NIGHTS}),
  };
  return fold(
    ...Array.from({length: 8}, (_, i) => cluster(`eu-${i + 1}`, {}, {labels: {region: 'eu'}})),
    ...[cluster('us-1', lost('b'), us), cluster('us-2', lost('b'), us), cluster('us-3', flaky, us)],
    ...[cluster('ap-1', unsure), cluster('ap-2', aside)],
    ...[cluster('old', {count: NIGHTS - 2}), {...cluster('gone'), outcome: outcome('gone', 3, 'nobody answers')}],
  );
};

test('a fleet as one page: what is common once, clusters that are alike in one row, nothing that is loaded or run', async () => {
  const page = fleetPage(await mixed());
  await expect(page).toMatchFileSnapshot('golden/fleet.html');
  const elements = elementsOf(markup(page));
  for (const name of ['script', 'img', 'iframe', 'form', 'object', 'link']) expect(elements).not.toContain(name);
  expect(page).not.toMatch(/ (?:src|srcset|onclick|onload|style)=|url\(|@import/);
  expect(page).toContain('8 clusters: eu-1, eu-2, eu-3, eu-4, eu-5 and 3 more</th><td class="state green">green</td>');
  expect(page).toContain('2 clusters: us-1, us-2</th><td class="state worse">worse</td>');
  expect(page.match(/b lost on 2 of 13 clusters, all of/g)).toHaveLength(1);
});

test('what was not judged is apart, and nowhere green', async () => {
  const report = await mixed();
  expect(report.counts).toEqual({green: 10, worse: 2, undecided: 1, stale: 1, 'not run': 1});
  const page = markup(fleetPage(report));
  const [, grid = ''] = /<table class="strip">(.*?)<\/table>/s.exec(page) ?? [];
  expect(grid).not.toMatch(/\b(old|gone)\b/);
  expect(page).toMatch(/<strong class="unknown">STALE<\/strong> old: no run since/);
  expect(page).toMatch(/<strong class="unknown">NOT RUN<\/strong> gone: exit 3: nobody answers/);
  for (const name of ['old', 'gone']) {
    const [row = ''] = new RegExp(`<tr><th scope="row">${name}</th>.*?</tr>`, 's').exec(page) ?? [];
    expect(row).toMatch(/class="state apart">(stale|not run)</);
    expect(row).not.toContain('green');
  }
});

test('says that all is green only where every cluster is, and where none was judged that nothing is known', async () => {
  expect(fleetPage(await fold(cluster('x')))).toContain('Every cluster is green.');
  const away = {...cluster('y'), outcome: outcome('y', 3)};
  expect(fleetPage(await fold(cluster('x'), away))).not.toContain('Every cluster is green.');
  const none = fleetPage(await fold(away));
  expect(none).toContain('no cluster was judged');
  expect(markup(none)).not.toContain('class="strip"');
  expect(fleetPage(await fold())).toContain('There is no cluster, so nothing is known.');
});

test('names from outside are text', async () => {
  const page = markup(fleetPage(await fold(cluster('<b onload=x>', lost('a'), {labels: {'<i>': '"&'}}))));
  expect(page).not.toMatch(/<b |<i>/);
  expect(page).toContain('&lt;b onload=x&gt;');
});

test('a fleet of two thousand clusters is a page of a size that can be sent', async () => {
  const {clusters, ...report} = await mixed();
  const green = clusters.filter(row => row.green)[0] as (typeof clusters)[number];
  const many = Array.from({length: 2000}, (_, i) => ({...green, cluster: `cluster-${i}`}));
  const page = fleetPage({...report, clusters: [...clusters, ...many]});
  expect(page.length).toBeLessThan(1_000_000);
  expect(markup(page).match(/<tr><th scope="row">/g)?.length).toBeLessThan(2050);
});
