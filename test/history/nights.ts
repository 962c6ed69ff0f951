import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import type {DrillEvent} from '../../src/events/events.js';
import {type DrillOptions, drillEvents} from '../helpers/events.js';

const DAY_MS = 86_400_000;
const VARIANTS = ['all fine', 'one missed', 'one late', 'false alarm', 'inconclusive'] as const;

/** The log of a night: the drill of other tests, that many days later, under an id of its own. */
export function night(
  index: number,
  options: DrillOptions = {variant: VARIANTS[index % VARIANTS.length] ?? 'all fine'},
): DrillEvent[] {
  return drillEvents(options).map(event => ({
    ...event,
    at: new Date(Date.parse(event.at) + index * DAY_MS).toISOString(),
    ...(event.type === 'run.started' && {run: `r${index}`}),
  }));
}

export const textOf = (events: readonly DrillEvent[]): string =>
  events.map(event => `${JSON.stringify(event)}\n`).join('');

/** Writes logs as the folders of runs below one folder; every third is packed. */
export function nightsBelow(folder: string, indices: readonly number[]): string {
  for (const index of indices) {
    const dir = join(folder, `run-${index}`);
    mkdirSync(dir, {recursive: true});
    const text = textOf(night(index));
    if (index % 3) writeFileSync(join(dir, 'events.ndjson'), text);
    else writeFileSync(join(dir, 'events.ndjson.gz'), gzipSync(text));
  }
  return folder;
}
