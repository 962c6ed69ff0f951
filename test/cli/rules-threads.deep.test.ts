import {readFileSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {FigureCount} from '../../src/cli/rules/count/count.js';
import {readRules} from '../../src/cli/rules/load.js';
import {playLogs} from '../../src/cli/rules/play/play.js';
import {Player} from '../../src/cli/rules/play/player.js';
import {ALL, type Window} from '../../src/cli/rules/play/window.js';
import {matchLine} from '../../src/cli/rules/text.js';
import {playOnThreads} from '../../src/cli/rules/threads/play.js';
import {withThreads} from '../../src/cli/rules/threads/pool.js';
import {packaged} from '../../src/lib/paths.js';
import type {RuleMatch} from '../../src/sigma/engine.js';
import {logInputs} from '../../src/sources/recorded/inputs.js';
import {auditEvent, ruleText} from '../helpers/rules.js';
import {tempDir} from '../helpers/temp.js';

const RULES = [
  ruleText('  s: {verb: delete}\n  condition: s', 'name: deleted\n'),
  ruleText('  s: {verb: get}\n  condition: s', 'name: read\n'),
  'title: many\nname: many\ncorrelation:\n  type: event_count\n  rules: [read]\n  group-by: [user.username]\n  timespan: 1m\n  condition: {gte: 3}\n',
].join('---\n');
const START = Date.parse('2026-11-23T12:00:00Z');

/** Something that stands in a log: often a line of the API server, now and then what may come between. */
const piece = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({verb: fc.constantFrom('get', 'delete', 'list'), name: fc.string({maxLength: 40})}),
  },
  {weight: 1, arbitrary: fc.constantFrom('pretty', 'torn', 'cri', 'cut', 'hole', 'empty', 'noise', 'timeless', 'mark')},
);
type Piece = {verb: string; name: string} | string;

function textOf(pieces: readonly Piece[]): string {
  return pieces
    .map((one, i) => {
      const time = new Date(START + i * 7000).toISOString().replace('Z', '000Z');
      const {verb, name} = typeof one === 'string' ? {verb: 'get', name: 'ü€'} : one;
      const event = auditEvent({
        ...{auditID: `id-${i}`, verb, user: {username: i % 3 ? 'alice' : 'bob'}},
        ...{objectRef: {resource: 'pods', name}, requestReceivedTimestamp: time, stageTimestamp: time},
      });
      const line = JSON.stringify(event);
      const half = Math.floor(line.length / 2);
      const forms: Readonly<Record<string, string>> = {
        pretty: JSON.stringify(event, null, 2),
        torn: line.slice(0, half),
        cri: `${time} stdout F ${line}`,
        cut: `${time} stdout P ${line.slice(0, half)}\n${time} stdout F ${line.slice(half)}`,
        ...{hole: `${'\0'.repeat(500)}${line}`, empty: '', noise: 'hello', mark: `\ufeff${line}`},
        timeless: JSON.stringify({...event, stageTimestamp: undefined, requestReceivedTimestamp: undefined}),
      };
      return typeof one === 'string' ? forms[one] : line;
    })
    .join('\n');
}

/** Writes a log and the rules, and plays one through the other: in turn, or in parts of this many bytes on two threads. */
function theatre() {
  const dir = tempDir();
  const path = join(dir, 'rules.yml');
  writeFileSync(path, RULES);
  const flags = {rules: [path]};
  const rules = readRules(flags);
  return {
    rulesFile: path,
    /** @param size of the parts; the log is read in turn without it */
    async played(log: Uint8Array, window: Window, size?: number) {
      const file = join(dir, 'audit.log');
      writeFileSync(file, log);
      const count = new FigureCount({attack: ['id-3', 'id-40']});
      const player = new Player(rules, count, window);
      const found: string[] = [];
      let byThreads = 0;
      const onMatches = async (matches: readonly RuleMatch[]) => void found.push(...matches.map(matchLine));
      const logs = await logInputs([file], {stdin: {isTTY: true} as NodeJS.ReadStream, env: {}});
      if (size === undefined) await playLogs(logs, [player], onMatches);
      else {
        await withThreads(1, player, flags, async pool => {
          await pool.start();
          await playOnThreads(logs, player, pool, onMatches, {size, worthIt: 1});
          byThreads = pool.digested;
        });
      }
      return {outcome: {found, counts: count.counts()}, byThreads};
    },
  };
}

const many = (count: number) => textOf(Array.from({length: count}, (_, i) => ({verb: 'get', name: `pod-${i}`})));

const windows: readonly Window[] = [ALL, {from: START + 60_000, until: START + 300_000, leadInMs: 60_000}];

describe('a log that several threads read', () => {
  test('comes to the same as one that is read in turn, wherever it is parted', async () => {
    const {played} = theatre();
    let [matches, byThreads] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, {minLength: 20, maxLength: 80}),
        fc.integer({min: 700, max: 4000}),
        fc.constantFrom(...windows),
        fc.constantFrom('', '\n'),
        fc.boolean(),
        async (pieces, size, window, end, packed) => {
          const text = Buffer.from(`${textOf(pieces)}${end}`);
          const log = packed ? gzipSync(text) : text;
          const alone = await played(log, window);
          const together = await played(log, window, size);
          expect(together.outcome).toEqual(alone.outcome);
          matches += alone.outcome.found.length;
          byThreads += together.byThreads;
        },
      ),
      {numRuns: 60},
    );
    expect(matches).toBeGreaterThan(100);
    expect(byThreads).toBeGreaterThan(100);
  });

  test('half a gzip is told at the same place', async () => {
    const {played} = theatre();
    const packed = gzipSync(many(300));
    const half = packed.subarray(0, packed.length / 2);
    const alone = await played(half, ALL);
    expect(alone.outcome.counts.unreadable).toMatchObject([{records: 1}]);
    expect((await played(half, ALL, 3000)).outcome).toEqual(alone.outcome);
  });

  test('a log in UTF-16 is read in turn', async () => {
    const {played} = theatre();
    const wide = Buffer.from(`\ufeff${many(60)}`, 'utf16le');
    const alone = await played(wide, ALL);
    expect(alone.outcome.counts.events).toBe(60);
    expect((await played(wide, ALL, 1000)).outcome).toEqual(alone.outcome);
  });

  test('threads that find other rules than this one has are not asked', async () => {
    const {played, rulesFile} = theatre();
    const log = Buffer.from(many(60));
    const alone = await played(log, ALL);
    writeFileSync(rulesFile, RULES.replace('name: deleted', 'name: other'));
    expect(await played(log, ALL, 1000)).toEqual({...alone, byThreads: 0});
  });
});

test('a thread loads nothing that asks servers: each has a copy of its own of what it loads', () => {
  const read = new Set<string>();
  const visit = (file: string) => {
    if (read.has(file)) return;
    read.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, name = ''] of text.matchAll(/^(?:import|export)\b[^;]*?["'](\.\/[^"']+)["'];/gm))
      visit(join(file, '..', name));
  };
  visit(packaged('dist', 'cli', 'rules-thread.js'));
  expect(read.size).toBeGreaterThan(10);
  expect([...read].filter(file => /undici|s3-|execa/.test(basename(file)))).toEqual([]);
});
