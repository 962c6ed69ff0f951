import {createHash} from 'node:crypto';
import {milliseconds} from '../../lib/duration.js';
import type {Drill} from '../schema.js';
import {namesIn} from '../steps/template.js';
import type {Inject} from './script.js';
import {swapped} from './swap.js';

/** What a drill says to people; the rest of it is for machines and has no names. */
const SPOKEN = ['briefing', 'roles', 'objectives', 'script', 'questions', 'clocks', 'hints'] as const;

const NAME = /\{\{\s*name:([a-z0-9-]+)\s*\}\}/g;

/** The lists whose names a text asks for. */
export const listsIn = (text: string): string[] => namesIn(text).flatMap(name => /^name:(.*)$/.exec(name)?.[1] ?? []);

/**
 * A drill as it is played with a seed: its names chosen, its times moved, attacks that may come in any order in one of
 * them. The same seed makes the same drill, and every drill without errors stays one.
 */
export function varied<T extends Drill>(drill: T, seed: number): T {
  const share = (key: string): number => shareOf(seed, key);
  const names = Object.entries(drill.vary.names).map(
    ([list, all]) => [list, pick(all, share(`name ${list}`))] as const,
  );
  const chosen = new Map(names);
  const spoken = Object.fromEntries(SPOKEN.map(key => [key, named(drill[key], chosen)]));
  const ordered = drill.vary.swap.reduce(
    (script, group, index) =>
      swapped(
        script,
        group,
        shuffled(group, n => share(`swap ${index} ${n}`)),
      ),
    spoken.script as Inject[],
  );
  return {...drill, ...spoken, script: jittered(ordered, drill, share)};
}

/** A number from 0 to below 1, for each seed and key another one. */
function shareOf(seed: number, key: string): number {
  const hash = createHash('sha256').update(`${seed} ${key}`).digest();
  return hash.readUInt32BE(0) / 2 ** 32;
}

const pick = <T>(items: readonly T[], share: number): T => items[Math.floor(share * items.length)] as T;

function shuffled(items: readonly string[], share: (n: number) => number): string[] {
  const left = [...items];
  return items.flatMap((_, n) => left.splice(Math.floor(share(n) * left.length), 1));
}

/** Every text of a value with its names filled in. */
function named(value: unknown, chosen: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return value.replaceAll(NAME, (whole, list: string) => chosen.get(list) ?? whole);
  if (Array.isArray(value)) return value.map(item => named(item, chosen));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, named(inner, chosen)]));
}

/**
 * Times moved by at most the jitter, in whole seconds. What comes first stays first, the start of the drill stays where it is,
 * and nothing is moved beyond its end.
 */
function jittered(script: readonly Inject[], {vary, pace}: Drill, share: (key: string) => number): Inject[] {
  const seconds = Math.floor(milliseconds(vary.jitter) / 1000);
  const lastMs = pace.length === undefined ? Number.POSITIVE_INFINITY : milliseconds(pace.length) - 1000;
  const timed = script.flatMap(({id, at}) => (at === undefined ? [] : [{id, ms: milliseconds(at)}]));
  const moved = new Map<string, number>();
  let before = 0;
  for (const {id, ms} of timed.toSorted((a, b) => a.ms - b.ms)) {
    const by = Math.floor(share(`jitter ${id}`) * (2 * seconds + 1)) - seconds;
    const wanted = ms === 0 ? 0 : ms + by * 1000;
    before = Math.max(before, Math.min(wanted, Math.max(ms, lastMs)));
    moved.set(id, before);
  }
  return script.map(inject => {
    const ms = moved.get(inject.id);
    return ms === undefined || !seconds ? inject : {...inject, at: ms % 1000 ? `${ms}ms` : `${ms / 1000}s`};
  });
}
