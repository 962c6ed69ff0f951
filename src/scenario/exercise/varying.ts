import {z} from 'zod';
import {Duration, Name} from '../steps/step-parts.js';

/** In what a drill differs from one time to the next, by the seed that it is played with. */
export const Vary = z.strictObject({
  names: z
    .record(Name, z.array(z.string().min(1).max(60)).min(2).max(50))
    .default({})
    .meta({description: 'By list: texts say {{ name:LIST }}, and one of its names stands there throughout a drill'}),
  jitter: Duration.default('0s').meta({description: 'By how much each `at` of the script may come sooner or later'}),
  swap: z
    .array(z.array(z.string().min(1)).min(2).max(4))
    .default([])
    .meta({
      description: 'Scenarios of which any may come first: their injects trade when they are due',
    }),
});
export type Vary = z.output<typeof Vary>;
