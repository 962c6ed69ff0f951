import {z} from 'zod';
import {textOf} from '../exercise/people.js';
import {Name} from '../steps/step-parts.js';

/** The checks of containment that a step may be seen by, by their keys. */
export const CHECK_KINDS = [
  ...(['powerless', 'revoked', 'denied', 'gone', 'back', 'absent', 'isolated', 'stopped'] as const),
  ...(['cordoned', 'drained', 'onNode', 'frozen', 'restored', 'rotated'] as const),
] as const;

const Seen = z
  .union([
    z.literal('acknowledged').meta({description: 'Somebody has acknowledged an alert of the attack'}),
    z.literal('ticked').meta({description: 'An observer says so'}),
    z
      .strictObject({check: z.enum(CHECK_KINDS)})
      .meta({description: "All checks of this kind hold, of those that the scenario's containment has"}),
    z
      .strictObject({preserved: z.string()})
      .meta({description: 'All evidence of this resource was read before it was deleted'}),
  ])
  .meta({description: 'What shows that the step was done; absent: nothing does'});

/** A written procedure, which people follow and which scenarios name: a file in `procedures/`. */
export const Procedure = z
  .strictObject({
    title: textOf(200),
    owner: z.string().min(1).meta({description: 'The team that keeps it true'}),
    reviewed: z.iso.date().meta({description: 'The day on which it was last reviewed'}),
    steps: z
      .array(
        z.strictObject({
          id: Name,
          role: z.string().min(1).optional().meta({description: 'Who does it, such as responder'}),
          text: textOf(1000),
          seen: Seen.optional(),
        }),
      )
      .min(1),
  })
  .meta({title: 'kubedrill procedure', description: 'What people do about an attack, step by step'});
export type Procedure = z.output<typeof Procedure>;
export type ProcedureStep = Procedure['steps'][number];
