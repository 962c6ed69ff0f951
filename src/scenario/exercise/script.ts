import {z} from 'zod';
import {Duration, Name} from '../steps/step-parts.js';
import {Text, textOf} from './people.js';

const Id = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,19}$/, 'must be a short id, such as I3');
const scenario = z.string().min(1).meta({description: 'Id of a scenario of this drill'});

/** What becomes true of a drill in the course of it. `of` names the scenario where one is meant. */
export const MOMENTS = ['attacked', 'detected', 'missed', 'acknowledged', 'declared', 'contained'] as const;

const holds = {
  is: z.strictObject({is: z.enum(MOMENTS), of: scenario.optional()}),
  not: z.strictObject({not: z.enum(MOMENTS), of: scenario.optional()}),
  decided: z.strictObject({decided: Id, as: Id.optional()}),
  answered: z.strictObject({answered: Id}),
};

/** Something that holds or does not at a moment of the drill. */
export const Condition = z.union([holds.is, holds.not, holds.decided, holds.answered]).meta({
  id: 'condition',
  description:
    'What must hold. Without `of`, any scenario will do, and `not` asks for none, from the start; with it, from its attack on',
});
export type Condition = z.output<typeof Condition>;

const lasting = {for: Duration.optional().meta({description: 'How long it must have held without a break'})};
const When = z
  .union([
    holds.is.extend(lasting),
    holds.not.extend(lasting),
    holds.decided.extend(lasting),
    holds.answered.extend(lasting),
  ])
  .meta({id: 'when', description: 'Once something holds, for this long where that is said'});

/** When an inject is due. Times are those of the drill's clock, which a pause stops. */
const trigger = {
  at: Duration.optional().meta({description: 'After the start'}),
  after: z
    .strictObject({event: z.enum(MOMENTS), of: scenario.optional(), delay: Duration.default('0s')})
    .optional()
    .meta({description: 'After something has happened; without `of`, to any scenario'}),
  when: When.optional(),
  manual: z.literal(true).optional().meta({description: 'Only the facilitator delivers it'}),
  orAt: Duration.optional().meta({description: 'At this time at the latest'}),
  unless: Condition.optional().meta({description: 'Not delivered where this holds when it is due'}),
};

/** How an inject reaches people, in the story. */
export const VIA = ['chat', 'mail', 'phone', 'pager', 'ticket', 'in person', 'news'] as const;

/** One entry of the sealed script. It starts an attack, or says something to roles, or asks a question. */
export const Inject = z.strictObject({
  id: Id,
  title: textOf(200).optional().meta({description: 'For the facilitator'}),
  ...trigger,
  attack: scenario.optional(),
  text: Text.optional(),
  ask: Id.optional().meta({description: 'Id of a question'}),
  to: z.array(Name).default([]).meta({description: 'Roles; absent: everybody who responds'}),
  from: textOf(100).optional().meta({description: 'Who says it, in the story'}),
  via: z.enum(VIA).default('chat'),
  kind: z
    .enum(['informational', 'adaptive', 'contingency', 'maintenance'])
    .default('informational')
    .meta({description: 'As in a master scenario events list'}),
  expect: textOf(500).optional().meta({description: 'What people should do about it: for the facilitator'}),
  notes: textOf(2000).optional().meta({description: 'For the facilitator'}),
  objectives: z.array(z.string()).default([]),
});
export type Inject = z.output<typeof Inject>;

/** Something that people are asked: for an answer that is right or wrong, or for a decision. */
export const Question = z.strictObject({
  id: Id,
  text: Text,
  to: z.array(Name).default([]).meta({description: 'Roles; absent: everybody who responds'}),
  answer: z
    .union([
      z.strictObject({match: z.string().min(1)}),
      z.strictObject({oneOf: z.array(z.string().min(1)).min(1)}),
      z.strictObject({number: z.number(), within: z.number().min(0).default(0)}),
    ])
    .optional()
    .meta({
      description:
        '`match`: text, compared without case and outer spaces; {{ user:ID }}, {{ namespace:ID }} and {{ token:ID }} stand for those of a scenario',
    }),
  points: z.number().min(0).max(1000).default(0),
  tries: z.int().min(1).max(100).default(3),
  wait: Duration.default('20s').meta({description: 'Between two tries'}),
  choose: z
    .array(z.strictObject({id: Id, text: Text, leadsTo: z.array(Id).default([])}))
    .min(2)
    .optional()
    .meta({description: 'The options of a decision; `leadsTo`: injects that follow from it'}),
  rationale: z.enum(['required', 'optional']).default('optional'),
  within: Duration.optional().meta({description: 'How long people have'}),
});
export type Question = z.output<typeof Question>;

/** What a team states that starts the clock of a law. */
export const STATEMENTS = ['aware', 'classified', 'material'] as const;

/** A notification that a law demands, on a clock that the team's own statement starts. */
export const NoticeClock = z.strictObject({
  id: Name,
  title: textOf(200).optional(),
  starts: z.strictObject({decision: z.enum(STATEMENTS)}),
  due: Duration,
  scale: z
    .number()
    .min(1)
    .max(10_000)
    .default(1)
    .meta({description: '60: an hour of the story is a minute of the drill'}),
  fields: z.array(z.string().min(1).max(60)).default([]).meta({description: 'What the notification has to hold'}),
  to: textOf(100).meta({description: 'The authority'}),
});
export type NoticeClock = z.output<typeof NoticeClock>;

/** Help that costs points. Each opens after the one before. */
export const Hint = z.strictObject({
  after: Duration.default('0s').meta({description: 'Not before this long after the attack'}),
  price: z.number().min(0).max(100).default(0),
  text: Text,
});
export type Hint = z.output<typeof Hint>;
