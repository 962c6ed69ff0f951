import {z} from 'zod';
import {ACCEPTABLE} from '../../events/words.js';

const seconds = z.number().min(0).meta({description: 'Seconds'});
const texts = z.array(z.string());

/** A time that was measured, or how long was waited in vain. */
export const Measure = z
  .strictObject({
    seconds,
    happened: z.boolean().meta({description: 'false: it did not happen in this time, which is how long was waited'}),
    unsure: seconds
      .optional()
      .meta({description: 'By how many seconds it may be off, where it was looked for from time to time'}),
    unknown: seconds
      .optional()
      .meta({description: 'For how many seconds of that nobody could look; absent: somebody could all the time'}),
  })
  .nullable()
  .meta({description: 'null: nothing was to be measured'});

/** How people responded to one attack. */
export const Response = z.strictObject({
  alert: Measure.describe('From the end of the attack to the first alert that counted'),
  acknowledged: Measure.describe('From that alert to the first acknowledgement by a person'),
  acknowledgedBy: z.string().nullable(),
  declared: Measure.describe('From that alert to the first incident that names it; in drills with people only'),
  contained: Measure.describe('From the end of the attack to the start of the span in which every check held'),
  containment: z.enum(['in time', 'late', 'not contained', 'unknown']).nullable(),
  containedBy: texts.meta({description: 'Users who made the checks hold, by the audit log'}),
  extended: seconds.meta({description: 'By how much a facilitator lengthened the time for it'}),
  harm: z.array(
    z.strictObject({
      bystander: z.string(),
      down: seconds.meta({description: 'Seconds in which it did not work'}),
      by: z.string().nullable().meta({description: 'The user who did it, by the audit log'}),
      unsure: z.boolean().meta({description: 'true: it could not be looked at all the time'}),
    }),
  ),
  evidence: z.array(
    z.strictObject({
      object: z.string(),
      state: z.enum(['kept', 'lost', 'untouched', 'unknown']),
      by: z.string().nullable(),
    }),
  ),
  procedure: z
    .array(
      z.strictObject({
        step: z.string(),
        state: z.enum(['seen', 'not seen', 'unknown', 'for people', 'not here', 'held from the start']),
        outOfOrder: z.boolean(),
      }),
    )
    .meta({description: 'Steps of the written procedure'}),
});

/** A drill with people, in short. */
export const Exercise = z.strictObject({
  title: z.string(),
  kind: z.enum(['live', 'tabletop', 'workshop']),
  drillTime: seconds.meta({description: 'Seconds of drill time: pauses are left out'}),
  paused: seconds,
  participants: z.array(z.strictObject({id: z.string(), name: z.string(), role: z.string()})),
  objectives: z.array(
    z.strictObject({
      id: z.string(),
      text: z.string(),
      csf: z.string().nullable().meta({description: 'Category of NIST CSF 2.0'}),
      ratings: z.array(
        z.strictObject({
          by: z.string(),
          task: z.string().nullable(),
          rating: z.enum(['P', 'S', 'M', 'U']),
        }),
      ),
      suggestion: z.string().nullable().meta({description: 'What the machine saw suggests: it sets no rating'}),
    }),
  ),
  decisions: z.array(
    z.strictObject({
      question: z.string(),
      state: z.enum(['in time', 'late', 'not made', 'open']),
      choice: z.string().nullable(),
      by: z.string().nullable(),
    }),
  ),
  notices: z.array(
    z.strictObject({
      clock: z.string(),
      state: z.enum(['in time', 'incomplete', 'late', 'not sent', 'not started', 'open']),
      sent: Measure.describe('In drill time, from the start of its clock'),
      within: seconds,
      missing: texts,
    }),
  ),
  accepted: z
    .array(
      z.strictObject({
        what: z.enum(ACCEPTABLE),
        id: z.string().meta({description: 'The alert, the incident, the notification or the question'}),
        earlier: seconds.meta({description: 'By how much earlier than it came'}),
        by: z.string(),
        reason: z.string(),
      }),
    )
    .meta({description: 'Earlier times that facilitators accepted; the times above are the accepted ones'}),
  hints: z.array(z.strictObject({scenario: z.string(), price: z.number().min(0), by: z.string()})),
  injects: z.strictObject({
    planned: z.int().min(0),
    delivered: z.int().min(0),
    skipped: z.int().min(0),
  }),
});
