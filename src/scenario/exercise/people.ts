import {z} from 'zod';
import {Name} from '../steps/step-parts.js';

/** What sort of part a role has: `controls` sees and steers everything, `responds` sees what a team would, `observes` sees everything and rates. */
export const ROLE_KINDS = ['controls', 'responds', 'observes'] as const;
export type RoleKind = (typeof ROLE_KINDS)[number];

/** What a role that responds may be entrusted with; everybody who responds may also write notes and read. */
export const DUTIES = ['acknowledge', 'contain', 'evidence', 'declare', 'decide', 'notify', 'ask'] as const;
export type Duty = (typeof DUTIES)[number];

/** Text that people read of at most this many characters: one text, or one by language. */
export const textOf = (most: number) =>
  z
    .union([z.string().min(1).max(most), z.record(z.string().regex(/^[a-z]{2}$/), z.string().min(1).max(most))])
    .meta({description: 'One text, or one by language: {en: …, de: …}'});

/** As long as anybody reads. */
export const Text = textOf(4000);
export type Text = z.output<typeof Text>;

/** A text in a language; where it has none in that, in English, and then in any. */
export function textIn(text: Text, language: string): string {
  if (typeof text === 'string') return text;
  return text[language] ?? text.en ?? Object.values(text)[0] ?? '';
}

/** A text with each of its languages changed in the same way. */
export const changedText = (text: Text, change: (words: string) => string): Text =>
  typeof text === 'string'
    ? change(text)
    : Object.fromEntries(Object.entries(text).map(([language, words]) => [language, change(words)]));

/** A part that somebody plays in a drill with people. */
export const Role = z.strictObject({
  id: Name,
  kind: z.enum(ROLE_KINDS),
  min: z
    .int()
    .min(0)
    .max(500)
    .default(0)
    .meta({description: 'The drill is not started with fewer people in this role'}),
  max: z.int().min(1).max(500).optional(),
  can: z.array(z.enum(DUTIES)).default([]),
  duties: z.array(textOf(200)).default([]).meta({description: 'What is expected of them, in words'}),
  backup: Name.optional().meta({description: 'The role that stands in where nobody has this one'}),
  cluster: z
    .enum(['viewer', 'operator'])
    .optional()
    .meta({description: 'What the kubeconfig of their own may do; absent: they get none'}),
});
export type Role = z.output<typeof Role>;

/** Functions and categories of the NIST Cybersecurity Framework 2.0 that a response is measured by. */
export const CSF = ['DE.CM', 'DE.AE', 'RS.MA', 'RS.AN', 'RS.CO', 'RS.MI', 'RC.RP', 'RC.CO', 'ID.IM', 'GV.RR'] as const;

/** What a team is to show. Observers rate its tasks. */
export const Objective = z.strictObject({
  id: Name.or(z.string().regex(/^O\d+$/)),
  text: Text,
  csf: z.enum(CSF).optional().meta({description: 'The category of the NIST CSF 2.0 that it belongs to'}),
  tasks: z.array(z.strictObject({id: z.string().regex(/^[A-Za-z0-9.-]{1,20}$/), text: Text})).default([]),
});
export type Objective = z.output<typeof Objective>;

/** What people hear before a drill begins. */
export const Briefing = z.strictObject({
  text: Text,
  rules: z.array(Text).default([]),
  stopWord: z.string().min(4).max(40).default('STOP DRILL').meta({description: 'Who says it ends the drill at once'}),
});
