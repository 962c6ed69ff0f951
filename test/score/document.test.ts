import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import type {BenignState, Severity, Verdict} from '../../src/events/words.js';
import {packaged} from '../../src/lib/paths.js';
import {scoreRun} from '../../src/score/card.js';
import {type Outcome, runOf} from './run-of.js';

/** The table of a document whose head begins so, as rows of cells. */
function tableAfter(text: string, head: string): string[][] {
  const lines = text.slice(text.indexOf(head)).split('\n');
  const rows = lines.slice(
    2,
    lines.findIndex(line => !line.startsWith('|')),
  );
  return rows.map(row =>
    row
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  );
}

const DOCUMENT = readFileSync(packaged('docs', 'scoring.md'), 'utf8');

test('the worked example of docs/scoring.md comes to the points that it says', () => {
  const outcomes = tableAfter(DOCUMENT, '| scenario | severity |').map(
    ([id = '', severity, verdict, latency, , benign]): Outcome => ({
      id,
      severity: severity as Severity,
      verdict: verdict as Verdict,
      benign: benign as BenignState,
      ...(latency && {alertedMs: Number.parseFloat(latency) * 1000}),
    }),
  );
  const card = scoreRun(runOf(outcomes));
  const said = tableAfter(DOCUMENT, '| component | sum |').map(([name, , points, max]) => [
    name?.replaceAll('*', ''),
    Number(points?.replaceAll('*', '')),
    Number(max),
  ]);
  expect([...card.components.map(c => [c.id, c.points, c.max]), ['total', card.total, 100]]).toEqual(said);
  expect(card.excluded.map(e => e.scenario)).toEqual(['invalid-credential-burst']);
});
