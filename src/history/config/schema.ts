import {z} from 'zod';
import {disagreements, rulesShape} from '../judge/settings.js';
import {Notify} from '../notify/config.js';
import {hasPassword} from '../store/postgres/address.js';

/** A day as `2026-12-20`, which there is. */
const Day = z.iso.date({
  error: ({input}) => (input === undefined ? undefined : 'must be a day, such as 2026-12-20'),
});

const Quarantine = z.strictObject({
  scenario: z.string().min(1).meta({description: 'Scenario id, or ID:VARIANT'}),
  owner: z.string().regex(/\S/, 'is blank').meta({description: 'Who makes it work again'}),
  until: Day.meta({description: 'The last day, in UTC; the day after, it counts again and lint fails'}),
  why: z.string().regex(/\S/, 'is blank').meta({description: 'What is wrong, and where that is followed'}),
});
export type Quarantine = z.output<typeof Quarantine>;

const most = z.int().min(0).optional();
/** A gate that the nights before decide; a drill may have it, too. */
const HistoryGate = z
  .strictObject({
    name: z.string().regex(/\S/, 'is blank'),
    maxLost: most.meta({description: 'How many detections may be lost'}),
    maxSlower: most.meta({description: 'How many links, and scenarios beside their links, may be slower'}),
    maxNewNoise: most.meta({description: 'How many benign twins may alert that were silent'}),
    maxFlaky: most.meta({description: 'How many scenarios may be flaky'}),
  })
  .refine(
    ({name: _, ...asks}) => Object.keys(asks).length > 0,
    'asks for nothing: name maxLost, maxSlower, maxNewNoise or maxFlaky',
  );
export type HistoryGate = z.output<typeof HistoryGate>;

/** What a team decides about its history: a file beside its drills, under version control. */
export const HistoryFile = z
  .strictObject({
    store: z
      .string()
      .regex(/^(file|postgres(ql)?):./, 'must be file:PATH, such as file:.kubedrill/history.db, or postgres://…')
      .refine(url => !hasPassword(url), 'holds a password, which everybody reads here: use PGPASSWORD or ~/.pgpass')
      .optional()
      .meta({description: 'Where runs are kept: file:PATH or postgres://…; default: file:.kubedrill/history.db'}),
    quarantine: z
      .array(Quarantine)
      .default([])
      .meta({description: 'Scenarios that are played and shown, and that no gate looks at for a while'}),
    notify: Notify,
    gates: z.array(HistoryGate).default([]).meta({
      description:
        'Gates that each run has with --history, beside those of its drill; compare asks them instead of its own',
    }),
    ...rulesShape,
  })
  .check(({value, issues}) => {
    for (const {path, message} of disagreements(value)) issues.push({code: 'custom', path, message, input: value});
  })
  .meta({
    title: 'kubedrill history',
    description: 'Where runs are kept, which scenarios count for no gate, and when nights differ',
  });
export type HistoryFile = z.output<typeof HistoryFile>;
