import {z} from 'zod';
import type {LiveEventTypes} from './live.js';
import {ACCEPTABLE, SEVERITIES} from './words.js';

const text = z.string();
const texts = z.array(text);
const amount = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
const t = amount;
const by = {t, by: text};
const who = {t, person: text};

const Question = z.looseObject({
  ...{id: text, text, to: texts, points: amount, tries: amount},
  choose: z.array(z.looseObject({id: text, text})).optional(),
  rationale: z.enum(['required', 'optional']),
  withinMs: amount.optional(),
});

const Inject = z.looseObject({
  ...{id: text, title: text, due: text, to: texts, via: text, kind: text, objectives: texts},
  at: amount.optional(),
  ...{attack: text.optional(), ask: text.optional(), text: text.optional(), from: text.optional()},
  ...{expect: text.optional(), notes: text.optional()},
});

/** What an event of a drill with people must hold so that everything made from it can be made. */
export const LIVE_EVENTS = {
  'exercise.opened': z.looseObject({
    kind: z.enum(['live', 'tabletop', 'workshop']),
    ...{title: text, language: text, acknowledgeMs: amount, lengthMs: amount.optional()},
    briefing: z.looseObject({text, rules: texts, stopWord: text}),
    roles: z.array(
      z.looseObject({
        ...{id: text, duties: texts, can: texts, min: amount, max: amount.optional(), backup: text.optional()},
        kind: z.enum(['controls', 'responds', 'observes']),
      }),
    ),
    objectives: z.array(
      z.looseObject({id: text, text, csf: text.optional(), tasks: z.array(z.looseObject({id: text, text}))}),
    ),
    procedures: z.array(
      z.looseObject({
        ...{id: text, title: text, owner: text},
        steps: z.array(z.looseObject({id: text, text, role: text.optional()})),
      }),
    ),
    clocks: z.array(z.looseObject({id: text, title: text, dueMs: amount, fields: texts, to: text})),
    pace: z.enum(['clock', 'facilitator']),
    story: z.looseObject({start: text, scale: amount}).optional(),
    evidence: z.enum(['recorded', 'simulated']).optional(),
  }),
  'script.loaded': z.looseObject({
    injects: z.array(Inject),
    questions: z.array(Question),
    hints: z.array(z.looseObject({id: text, scenario: text, afterMs: amount, price: amount, text})),
    clocks: z.array(z.looseObject({id: text, starts: text})).optional(),
    openActions: z.array(text).optional(),
    sha256: text,
  }),
  'script.unsealed': z.looseObject(by),
  'exercise.ready': z.looseObject({t: amount}),
  'participant.joined': z.looseObject({
    ...{person: text, name: text, role: text, user: text.optional()},
    via: z.enum(['web', 'terminal']),
  }),
  'participant.changed': z.looseObject({
    person: text,
    state: z.enum(['online', 'away', 'removed']),
    ...{role: text.optional(), into: text.optional(), by: text.optional(), reason: text.optional()},
  }),
  'clock.changed': z.looseObject({
    ...by,
    state: z.enum(['running', 'paused', 'ended']),
    ...{reason: text.optional(), gapMs: amount.optional(), spentMs: amount.optional()},
  }),
  'inject.delivered': z.looseObject({
    ...{inject: text, ...by, to: texts, via: text, text: text.optional(), from: text.optional()},
    ...{attack: text.optional(), planned: amount.optional()},
  }),
  'inject.skipped': z.looseObject({inject: text, ...by, reason: text}),
  'inject.held': z.looseObject({inject: text, ...by, until: amount}),
  'inject.read': z.looseObject({inject: text, ...who}),
  'alert.shown': z.looseObject({
    ...{alert: text, signal: z.int().min(0), rule: text, level: text, source: text, t},
    about: z.record(text, text),
    keys: texts,
    link: text.optional(),
  }),
  'incident.declared': z.looseObject({
    ...{incident: text, ...who, alerts: texts, summary: text},
    severity: z.enum(SEVERITIES),
  }),
  'team.stated': z.looseObject({
    ...{what: text, ...who},
    starts: z.array(z.looseObject({clock: text, dueT: amount})).optional(),
  }),
  'procedure.ticked': z.looseObject({procedure: text, step: text, ...who}),
  'procedure.confirmed': z.looseObject({procedure: text, step: text, ...who, done: z.boolean()}),
  'evidence.handed-in': z.looseObject({
    ...{id: text, ...who, title: text, sha256: text, bytes: amount, alert: text.optional()},
    uids: texts.optional(),
  }),
  'note.written': z.looseObject({
    ...{id: text, ...who, text, amends: text.optional()},
    visibility: z.enum(['team', 'staff']),
  }),
  'question.asked': z.looseObject({question: Question, t, dueT: amount.optional()}),
  'question.answered': z.looseObject({
    ...{question: text, ...who, answer: text, points: amount, triesLeft: amount},
    state: z.enum(['right', 'wrong', 'too fast', 'closed']),
  }),
  'decision.made': z.looseObject({question: text, ...who, choice: text, rationale: text, inTime: z.boolean()}),
  'hint.taken': z.looseObject({hint: text, scenario: text, ...who, price: amount, text}),
  'notice.sent': z.looseObject({
    ...{clock: text, ...who, missing: texts, inTime: z.boolean().optional()},
    fields: z.record(text, text),
  }),
  'observation.made': z.looseObject({
    ...{id: text, ...who, text, amends: text.optional()},
    ...{objective: text.optional(), task: text.optional(), inject: text.optional()},
    rating: z.enum(['P', 'S', 'M', 'U']).optional(),
  }),
  'response.extended': z.looseObject({scenario: text, byMs: amount, ...by}),
  'response.closed': z.looseObject({scenario: text, ...by, reason: text}),
  'time.accepted': z.looseObject({
    ...{what: z.enum(ACCEPTABLE), id: text, earlierMs: amount, inTime: z.boolean().optional(), ...by, reason: text},
  }),
  'message.sent': z.looseObject({id: text, ...by, to: texts, text}),
  'survey.answered': z.looseObject({t, question: text, score: amount.optional(), text}),
  'improvement.proposed': z.looseObject({
    ...{id: text, ...who, text, owner: text.optional(), due: text.optional(), objective: text.optional()},
  }),
  'exercise.resumed': z.looseObject({fromSeq: amount, offlineMs: amount}),
} satisfies Record<keyof LiveEventTypes, z.ZodType>;
