import {z} from 'zod';
import {LAYOUTS, PROGRESS, type WorkshopEventTypes} from './workshop.js';

const text = z.string();
const amount = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
const points = z.number().min(-100_000).max(100_000);
const t = amount;
const by = {t, by: text};

const Level = z.looseObject({
  ...{id: text, title: text, text: text.optional()},
  tasks: z.array(
    z.looseObject({
      ...{id: text, of: text, text, points},
      kind: z.enum(['acknowledged', 'contained', 'answered', 'lab']),
    }),
  ),
  needs: z.array(z.looseObject({level: text, points: amount.optional()})),
});

/** What an event of a workshop must hold so that everything made from it can be made. */
export const WORKSHOP_EVENTS = {
  'levels.loaded': z.looseObject({levels: z.array(Level)}),
  'level.opened': z.looseObject({level: text, ...by}),
  'task.changed': z.looseObject({task: text, t, holds: z.array(text), of: amount}),
  'task.solved': z.looseObject({task: text, level: text, points, t}),
  'points.awarded': z.looseObject({points, reason: text, ...by}),
  'help.asked': z.looseObject({t, person: text}),
  'help.given': z.looseObject(by),
  'team.reset': z.looseObject(by),
  'workshop.opened': z.looseObject({
    layout: z.enum([...LAYOUTS, 'labs']),
    lengthMs: amount,
    teams: z.array(z.looseObject({id: text, name: text})),
    levels: z.array(Level),
  }),
  'team.progressed': z.looseObject({
    ...{team: text, what: z.enum(PROGRESS), t, level: text.optional(), task: text.optional()},
    ...{points: points.optional(), people: amount.optional(), person: text.optional(), reason: text.optional()},
  }),
  'board.frozen': z.looseObject({frozen: z.boolean(), ...by}),
  'time.warned': z.looseObject({leftMs: amount, t}),
  'time.prolonged': z.looseObject({byMs: amount, ...by}),
} satisfies Record<keyof WorkshopEventTypes, z.ZodType>;
