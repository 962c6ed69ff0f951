import {readFileSync} from 'node:fs';
import {expect} from 'vitest';
import {parse} from 'yaml';
import {z} from 'zod';
import {STAGES, VERDICTS} from '../../src/events/words.js';
import type {Drilled} from '../helpers/drill.js';

const text = z.string().min(1);

/** One way of breaking the chain, and what kubedrill has to say of it; `ways.yaml` explains the fields. */
const Way = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  way: text,
  on: z.array(text).min(1),
  verdict: z.enum(VERDICTS),
  held: z.enum(STAGES),
  broken: z.enum(STAGES),
  says: text,
  proof: z.array(text).min(1),
  likely: text,
  change: text,
});
export type Way = z.output<typeof Way>;

/** All ways, in the order of the docs. */
export const WAYS: readonly Way[] = z.array(Way).parse(parse(readFileSync('test/sabotage/ways.yaml', 'utf8')));

/** A text in which `…` stands for anything. */
const like = (pattern: string): unknown =>
  expect.stringMatching(new RegExp(`^${pattern.split('…').map(literal).join('[^]*')}$`));

const literal = (part: string): string => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const RESTART = ', and restart the API server';

/** Asserts that a drill whose chain was broken this way names the verdict, the link, the proof, and what to change. */
export function expectNamed(id: string, drilled: Drilled, scenario?: string): void {
  const way = WAYS.find(w => w.id === id);
  if (!way) throw new Error(`ways.yaml knows no ${id}`);
  const {verdict, held: lastHeld, broken, says, proof} = way;
  // A simulated cluster has no API server to restart: each run reads its policy.
  const change = drilled.find('run.started')?.cluster.simulated ? way.change.replace(RESTART, '') : way.change;
  const judged = drilled.find('scenario.judged', scenario);
  expect(drilled.error).toBeUndefined();
  expect(judged).toMatchObject({
    ...{verdict, explanation: like(says)},
    link: {lastHeld, broken, cause: like(says), change: like(change)},
  });
  expect(Object.keys((judged?.link?.proof ?? {}) as object)).toEqual(expect.arrayContaining(proof));
}
