import {z} from 'zod';
import type {TableEventTypes} from './table.js';
import {CARD_KINDS, CLUSTER_KINDS, GROUNDS, PLACES} from './words.js';

const text = z.string();
const texts = z.array(text);
const amount = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
const who = {t: amount, person: text};
const place = z.enum(PLACES);

const Roll = z.looseObject({die: amount, bonus: amount, needs: amount});

/** Where the evidence of a card was recorded, as files of cards and events have it. */
export const RecordedAt = z.object({
  ...{run: text, at: text, cluster: z.enum(CLUSTER_KINDS), simulated: z.boolean(), kubernetes: text},
});

/** What an event of a tabletop must hold so that everything made from it can be made. */
export const TABLE_EVENTS = {
  'card.laid': z.looseObject({card: text, scenario: text, title: text, answers: z.array(place)}),
  'place.looked-at': z.looseObject({
    ...{place, ...who, card: text.optional(), costMs: amount, roll: Roll.optional()},
  }),
  'card.opened': z.looseObject({
    ...{
      card: text,
      of: text,
      scenario: text,
      kind: z.enum(CARD_KINDS),
      title: text,
      text,
      place,
      recorded: RecordedAt,
      ...who,
    },
  }),
  'procedure.picked': z.looseObject({procedure: text, about: text, scenario: text, written: z.boolean(), ...who}),
  'action.taken': z.looseObject({
    ...{id: text, about: text, scenario: text, how: z.enum(['declared', 'tried']), what: text, ...who},
    ...{on: text.optional(), grounds: z.array(z.looseObject({check: text, by: z.enum(GROUNDS)})).optional()},
    ...{said: text.optional(), held: texts, open: texts, harmed: texts},
  }),
} satisfies Record<keyof TableEventTypes, z.ZodType>;
