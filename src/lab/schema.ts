import {z} from 'zod';
import {AUDIT_LEVELS} from '../audit/event.js';
import {STAGES} from '../events/words.js';

/** What labs are about, in the order in which they are learned. */
export const TRACKS = {
  policy: 'Audit policy',
  rules: 'Detection rules',
  pipeline: 'Pipeline',
  response: 'Response',
} as const;

const Text = z.string().regex(/\S/, 'is blank');

/** The state of a lab that is not solved: the first broken stage, or a false alarm. */
const Ending = z.enum([...STAGES, 'false alarm', 'limit', 'open', 'harm', 'none']);
export type Ending = z.output<typeof Ending>;

const Limit = z
  .strictObject({
    request: Text.meta({description: 'METHOD and path, such as GET /api/v1/secrets'}),
    user: Text.optional().meta({description: 'Who asks; default: nobody in particular'}),
    groups: z.array(Text).default([]),
    most: z.enum(AUDIT_LEVELS).meta({description: 'The highest level at which the audit policy may log it'}),
    why: Text,
  })
  .meta({description: 'What the audit policy may not do to solve the lab'});

const Wrong = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9-]+$/),
    at: Ending,
    says: Text.optional().meta({description: 'Words that the check says of it'}),
  })
  .meta({description: 'A plausible solution that is none: files of wrong/NAME over those of start'});

/** A lab: a broken chain to mend. */
export const LabFile = z
  .strictObject({
    title: Text,
    track: z.enum(Object.keys(TRACKS) as [keyof typeof TRACKS, ...(keyof typeof TRACKS)[]]),
    order: z.number().int().min(1).meta({description: 'Place in its track'}),
    minutes: z.number().int().min(1),
    text: Text.meta({description: 'What happened, and what is to be done'}),
    scenarios: z.array(Text).min(1).meta({description: 'Ids of scenarios, or ID:VARIANT'}),
    edit: z.array(Text).min(1).meta({description: 'The files that are to be changed'}),
    broken: z.strictObject({at: Ending, says: Text}).meta({description: 'What the check says at the start'}),
    hints: z.array(Text).length(3),
    solution: Text.meta({description: 'Why the solution is one'}),
    limits: z.array(Limit).default([]),
    wrong: z.array(Wrong).default([]),
  })
  .meta({title: 'kubedrill lab', description: 'A broken chain to mend'});
export type LabFile = z.output<typeof LabFile>;
