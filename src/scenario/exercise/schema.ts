import {z} from 'zod';
import {Duration, Within} from '../steps/step-parts.js';
import {BystanderFile} from './bystanders.js';
import {Level} from './levels.js';
import {Briefing, Objective, Role} from './people.js';
import {Hint, Inject, NoticeClock, Question} from './script.js';
import {Vary} from './varying.js';

/** What people are measured by, where a scenario does not say otherwise. */
const Measured = z.strictObject({
  acknowledge: Duration.default('5m').meta({description: 'The SLA of an acknowledgement, from the alert'}),
  contain: Duration.optional().meta({description: "Replaces the scenarios' own SLAs of containment"}),
  ackFollowUp: Within.default('5m').meta({
    description: 'Within this time after an acknowledgement somebody has to do something about the attack',
  }),
  harmAllowance: Within.default('60s').meta({
    description: 'For how long a bystander may be down before nothing is left of its points',
  }),
});

/** What a drill has for people, beside what it has for machines. Nightly runs leave it out. */
export const exerciseShape = {
  uses: z
    .array(z.enum(['nightly', 'live', 'tabletop', 'workshop']))
    .min(1)
    .default(['nightly']),
  briefing: Briefing.optional(),
  roles: z.array(Role).default([]),
  objectives: z.array(Objective).default([]),
  procedures: z.array(z.string()).default([]).meta({
    description: 'Procedures that people have at hand, by id or path; those of the scenarios are always there',
  }),
  respond: Measured.prefault({}),
  bystanders: z.array(BystanderFile).max(5).default([]).meta({
    description: 'Workloads that the story names, planted beside each attack: to take them down is harm',
  }),
  pace: z
    .strictObject({
      by: z.enum(['clock', 'facilitator']).default('clock'),
      length: Duration.optional().meta({description: 'How long the drill is meant to take'}),
      story: z
        .strictObject({
          start: z.string().max(40).meta({description: 'What time it is in the story, such as Sat 02:10'}),
          scale: z.number().min(1).max(1000).default(1),
        })
        .optional(),
    })
    .prefault({}),
  script: z.array(Inject).default([]).meta({description: 'The sealed part: the facilitator alone sees it'}),
  questions: z.array(Question).default([]),
  clocks: z.array(NoticeClock).default([]),
  vary: Vary.prefault({}),
  levels: z.array(Level).max(30).default([]).meta({
    description: 'What teams of a workshop do, level by level; absent: a level for each attack',
  }),
  hints: z.record(z.string(), z.array(Hint)).default({}).meta({description: 'By scenario'}),
};
