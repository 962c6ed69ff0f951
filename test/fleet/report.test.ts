import {expect, test} from 'vitest';
import {table} from '../../src/cli/table.js';
import type {ClusterResults} from '../../src/fleet/fold/cluster.js';
import {fleetPage} from '../../src/fleet/page/page.js';
import {fleetReportMarkdown, fleetReportText} from '../../src/fleet/words/text.js';
import type {KeptNights} from '../history/kept-nights.js';
import {cluster, fold, last, lost, NIGHTS, outcome} from './fleets.js';

const linesOf = async (...results: ClusterResults[]) => fleetReportText(await fold(...results), table).split('\n');

test('clusters on which every gate held are green, and nothing more is said of them', async () => {
  const report = await fold(cluster('x'), cluster('y'));
  expect(report).toMatchObject({exitCode: 0, counts: {green: 2, worse: 0}, findings: [], common: []});
  expect(await linesOf(cluster('x'), cluster('y'))).toEqual([
    'prod: 2 clusters, 2026-03-11 03:17 UTC',
    ...['2 green', '', 'green: x, y'],
  ]);
});

test('what is lost on several clusters is one line, with what they have in common; the worst cluster is first', async () => {
  const us = {labels: {region: 'us'}};
  const both: Partial<KeptNights> = {
    ...lost(''),
    attempts: (name, night) => (name !== 'c' && night === NIGHTS ? [{verdict: 'missed', benign: 'silent'}] : undefined),
  };
  const results = [cluster('x', {}, {labels: {region: 'eu'}}), cluster('u1', lost('b'), us), cluster('u2', both, us)];
  const report = await fold(...results);
  expect(report).toMatchObject({exitCode: 1, counts: {green: 1, worse: 2}});
  expect(report.clusters.map(row => row.cluster)).toEqual(['u2', 'u1', 'x']);
  const lines = fleetReportText(report, table).split('\n');
  expect(lines).toContain('WORSE    b lost on 2 of 3 clusters, all of region=us: u1, u2; alerted: no rule fired');
  expect(lines.filter(line => line.includes('b on 2'))).toEqual([]);
  expect(lines.find(line => line.startsWith('u2'))).toMatch(/1 detected, 2 missed +missed: a, b$/);
  const markdown = fleetReportMarkdown(report);
  expect(markdown).toContain('**WORSE** b lost on 2 of 3 clusters');
  expect(markdown).toContain('| u2 |');
});

test('a link that is slower on three clusters counts, though every gate of each held', async () => {
  const slow: Partial<KeptNights> = {slow: (link, night) => (link === 'alerted' && night >= 60 ? 1.6 : 1)};
  const three = [cluster('u1', slow), cluster('u2', slow), cluster('u3', slow)];
  expect(await fold(cluster('x'), ...three)).toMatchObject({
    exitCode: 1,
    counts: {green: 4},
    findings: [{kind: 'slower'}],
  });
  expect(await fold(cluster('x'), ...three.slice(1))).toMatchObject({exitCode: 0, findings: [{severity: 'warning'}]});
});

test('a cluster without a run for long is stale, and one whose run did not come to its end was not run: never green', async () => {
  const stale = cluster('old', {count: NIGHTS - 2});
  const cut = cluster('cut', {run: night => (night === NIGHTS ? {outcome: 'interrupted'} : {})});
  const report = await fold(cluster('x'), stale, cut);
  expect(report).toMatchObject({exitCode: 4, counts: {green: 1, worse: 0, stale: 1, 'not run': 1}});
  const lines = fleetReportText(report, table).split('\n');
  expect(lines).toContain('STALE    old: no run since 2026-03-09 02:17 UTC');
  expect(lines).toContain('NOT RUN  cut: its newest run was interrupted');
});

test('one that was not played tonight was not run, whatever it was yesterday; those for the same reason are one line', async () => {
  const away = (name: string) => ({...cluster(name), outcome: outcome(name, 3, 'the API server does not answer')});
  const never = {cluster: 'new', records: [], pins: []};
  const lines = await linesOf(cluster('x'), away('v'), away('w'), never);
  expect(lines[1]).toBe('1 green, 3 not run');
  expect(lines).toContain('NOT RUN  v, w: exit 3: the API server does not answer');
  expect(lines).toContain('NOT RUN  new: no result of it is there');
});

test('one that is inconclusive is undecided, and one in quarantine counts for nothing', async () => {
  const unsure = cluster('u', {
    attempts: (name, night) => (name === 'b' && night === NIGHTS ? [{verdict: 'inconclusive'}] : undefined),
    run: last,
  });
  expect(await fold(cluster('x'), unsure)).toMatchObject({exitCode: 4, counts: {green: 1, undecided: 1}});
  const aside = cluster('q', {
    ...lost('b'),
    run: () => ({}),
    verdict: (name, night) => ({quarantined: name === 'b' && night === NIGHTS}),
  });
  const report = await fold(cluster('x'), aside);
  expect(report).toMatchObject({exitCode: 0, counts: {green: 2}, findings: []});
  expect(fleetReportText(report, table)).toContain(
    'note     missed: b on 1 of 2 clusters: q; alerted: no rule fired; in quarantine',
  );
});

test('a fleet of no cluster is not green', async () => {
  expect(await fold()).toMatchObject({exitCode: 4});
});

test('clusters that are simulated are named as such, in lines, in Markdown and on the page', async () => {
  const report = await fold(cluster('x'), cluster('sim', {run: () => ({kind: 'simulated'})}));
  const said = 'simulated: sim; this says nothing of a real cluster';
  expect(fleetReportText(report, table)).toContain(`green: sim, x\n${said}`);
  expect(fleetReportMarkdown(report)).toContain(said);
  expect(fleetPage(report)).toContain(`<p class="simulated">${said}</p>`);
  expect(fleetReportText(await fold(cluster('x')), table)).not.toContain('simulated');
});
