import {describe, expect, test} from 'vitest';
import {boardLines, firstRow} from '../../src/tui/screens/board.js';
import {textOf} from '../../src/tui/text/line.js';
import {symbolsFor} from '../../src/view/symbols.js';
import {type DrillOptions, drillView} from '../helpers/events.js';

function rows(drill: DrillOptions, nowMs?: number, width = 100): string[] {
  const view = drillView(drill);
  return boardLines({
    scenarios: view.scenarios,
    selected: 0,
    nowMs: nowMs ?? view.nowMs,
    ended: view.ended !== undefined,
    width,
    height: 20,
    symbols: symbolsFor(false),
  }).map(textOf);
}

const rowOf = (lines: string[], title: string) => lines.find(l => l.includes(title)) ?? '';

describe('the board', () => {
  test('has a column for each stage of the plan, and none for others', () => {
    expect(rows({})[0]).toMatch(/scenario +exec +audit +alert +verdict +SLA/);
    expect(rows({})[0]).not.toContain('coll');
  });

  test('every row is as wide as the board, so that numbers stay in their columns', () => {
    for (const width of [50, 60, 80, 100]) {
      for (const nowMs of [15_000, 18_000, 45_000]) {
        const lines = rows({variant: 'one late', untilMs: nowMs}, nowMs, width);
        expect(new Set(lines.map(l => l.length))).toEqual(new Set([width]));
      }
    }
  });

  test('counts the time of a stage up and what is left of its SLA down', () => {
    const title = 'cluster-admin bound';
    const sinceMs = 15_212;
    const drill: DrillOptions = {variant: 'one late', untilMs: 18_000};
    expect(rowOf(rows(drill, sinceMs + 12_300), title)).toMatch(/·12s {2}· watching +18s left$/);
    expect(rowOf(rows(drill, sinceMs + 34_000), title)).toMatch(/·34s {2}· watching +4s over$/);
  });

  test('never shows more time left than the SLA, though the tick may be older than the stage', () => {
    expect(rowOf(rows({untilMs: 18_000}, 14_000), 'cluster-admin bound')).toMatch(/·0s {2}· watching +30s left$/);
  });

  test('marks the broken link in its column and names it beside the verdict', () => {
    expect(rowOf(rows({variant: 'one missed'}), 'Shell in')).toMatch(/✔ +0\.1s +✖ {2}✖ MISSED +no alert$/);
    expect(rowOf(rows({variant: 'one late'}), 'cluster-admin')).toMatch(/✔ +0\.1s +!34\.0s {2}◷ late +\/30s$/);
    expect(rowOf(rows({variant: 'inconclusive'}), 'Burst')).toMatch(/✔ +\? +\? {2}\? inconclusive *$/);
    expect(rowOf(rows({}), 'Role that')).toMatch(/⊘ +0\.1s +– {2}⊘ prevented *$/);
    expect(rowOf(rows({variant: 'false alarm'}), 'All Secrets')).toMatch(/✔ detected +false alarm$/);
  });

  test('says which rows are in sight where not all of them are', () => {
    const {scenarios} = drillView();
    const head = (selected: number, height: number) => {
      const input = {scenarios, selected, nowMs: 0, ended: true, width: 100, height, symbols: symbolsFor(false)};
      return textOf(boardLines(input)[0] ?? []);
    };
    expect(head(0, 4)).toMatch(/scenario {2}1-3 of 6 /);
    expect(head(5, 4)).toMatch(/scenario {2}4-6 of 6 /);
    expect(head(5, 7)).not.toContain(' of ');
  });

  test('under 60 columns keeps scenario and verdict', () => {
    const lines = rows({variant: 'one missed'}, undefined, 50);
    expect(lines[0]).toMatch(/^ {3}scenario +verdict +$/);
    expect(rowOf(lines, 'Shell in a running pod')).toContain('✖ MISSED');
  });

  test('scrolls with the selection when there are more rows than lines', () => {
    expect(firstRow(0, 50, 10)).toBe(0);
    expect(firstRow(25, 50, 10)).toBe(20);
    expect(firstRow(49, 50, 10)).toBe(40);
    expect(firstRow(3, 6, 10)).toBe(0);
  });
});
