// What the benchmarks share: they run on build/, in plain Node, and print ratios.
import {existsSync, readFileSync} from 'node:fs';
import {cpus} from 'node:os';
import {join, resolve} from 'node:path';

export const ROOT = resolve(import.meta.dirname, '..');

/** The recorded log of a real API server. */
export const LOG = join(ROOT, 'test/fixtures/audit/audit-kind-1.34.ndjson');
export const recordedLines = () => readFileSync(LOG, 'utf8').split('\n').filter(Boolean);

/** A module of the build. */
export function built(path) {
  const file = join(ROOT, 'build', path);
  if (!existsSync(file)) throw new Error('there is no build: run `npm run build` first');
  return import(file);
}

/** A whole number from the command line: `--events 1000`. */
export function option(name, usual) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? usual : Number(process.argv[at + 1]);
}

/**
 * Runs jobs in turns, so that a busy machine is unfair to none of them, and keeps the best time of each in
 * milliseconds.
 */
export function bestOf(rounds, jobs) {
  const best = {};
  for (let round = 0; round < rounds; round++) {
    for (const [name, job] of Object.entries(jobs)) {
      const start = performance.now();
      job();
      best[name] = Math.min(best[name] ?? Number.POSITIVE_INFINITY, performance.now() - start);
    }
  }
  return best;
}

/** So many lines are timed at once: about as many as `rules test` reads at a time. */
const PIECE = 700;

/**
 * The same for work on many lines: `jobs` make, for each round, what works on a piece of them. The best times of the
 * pieces are added up.
 */
export function bestOverLines(rounds, lines, jobs) {
  const pieces = Array.from({length: Math.ceil(lines.length / PIECE)}, (_, i) =>
    lines.slice(i * PIECE, (i + 1) * PIECE),
  );
  const best = Object.fromEntries(Object.keys(jobs).map(name => [name, pieces.map(() => Number.POSITIVE_INFINITY)]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, make] of Object.entries(jobs)) {
      const work = make();
      for (const [i, piece] of pieces.entries()) {
        const start = performance.now();
        work(piece);
        best[name][i] = Math.min(best[name][i], performance.now() - start);
      }
    }
  }
  return Object.fromEntries(Object.entries(best).map(([name, times]) => [name, times.reduce((a, b) => a + b, 0)]));
}

const {scanAuditLine} = await built('audit/head/scan.js');

/** The rules that each line of a log may concern, as an engine tells them. */
export function candidatesOf(engine, log) {
  const heads = log.map(scanAuditLine);
  return log.map((line, i) => engine.candidates(heads[i], line));
}

/**
 * Plays a log through an engine as `rules test` does: one thing for many lines, then the next, and a line that no rule
 * can match is not parsed.
 */
export function playLines(engine, log, hear) {
  const candidates = candidatesOf(engine, log);
  const events = log.map((line, i) => candidates[i] && JSON.parse(line));
  for (const [i, event] of events.entries()) {
    if (!event) continue;
    const matches = engine.push(event, candidates[i]);
    hear?.(matches);
  }
}

/** Minimum, median, 95th of a hundred, and maximum. */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return {min: sorted[0], median: at(0.5), p95: at(0.95), max: sorted.at(-1)};
}

export const ms = value => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
export const rate = (count, milliseconds) => `${Math.round(count / milliseconds)} thousand events/s`;
export const say = (...parts) => console.log(parts.join(' '));

/** The machine, for the figures that are kept. */
export const machine = () => `${cpus()[0]?.model.trim()} × ${cpus().length}, Node ${process.version}`;
