import type {Drill} from '../schema.js';
import type {Text} from './people.js';

/** A text of a drill, in one language, and where it stands. */
export interface PlacedText {
  path: PropertyKey[];
  text: string;
  /** Absent: it is for every language. */
  language?: string;
}

/** Everything that those who respond can read without paying for it. */
export const playersTexts = (drill: Drill): PlacedText[] => [
  ...placed(['briefing', 'text'], drill.briefing?.text),
  ...(drill.briefing?.rules ?? []).flatMap((rule, i) => placed(['briefing', 'rules', i], rule)),
  ...drill.objectives.flatMap(({text, tasks}, i) => [
    ...placed(['objectives', i, 'text'], text),
    ...tasks.flatMap((task, j) => placed(['objectives', i, 'tasks', j, 'text'], task.text)),
  ]),
  ...drill.script.flatMap(({text, from}, i) => [
    ...placed(['script', i, 'text'], text),
    ...placed(['script', i, 'from'], from),
  ]),
  ...drill.questions.flatMap(({text, choose = []}, i) => [
    ...placed(['questions', i, 'text'], text),
    ...choose.flatMap((option, j) => placed(['questions', i, 'choose', j, 'text'], option.text)),
  ]),
  ...drill.clocks.flatMap(({title, to}, i) => [
    ...placed(['clocks', i, 'title'], title),
    ...placed(['clocks', i, 'to'], to),
  ]),
  ...drill.roles.flatMap(({duties}, i) => duties.flatMap((duty, j) => placed(['roles', i, 'duties', j], duty))),
  ...hints(drill, price => price === 0),
];

/** Those that are read by some people only: the facilitator's, and hints that have a price. */
export const otherTexts = (drill: Drill): PlacedText[] => [
  ...drill.script.flatMap(({title, expect, notes}, i) => [
    ...placed(['script', i, 'title'], title),
    ...placed(['script', i, 'expect'], expect),
    ...placed(['script', i, 'notes'], notes),
  ]),
  ...hints(drill, price => price > 0),
];

const hints = (drill: Drill, wanted: (price: number) => boolean): PlacedText[] =>
  Object.entries(drill.hints).flatMap(([scenario, own]) =>
    own.flatMap(({price, text}, i) => (wanted(price) ? placed(['hints', scenario, i, 'text'], text) : [])),
  );

/** A text by language, each with its place. */
export function placed(path: PropertyKey[], text: Text | undefined): PlacedText[] {
  if (text === undefined) return [];
  if (typeof text === 'string') return [{path, text}];
  return Object.entries(text).map(([language, own]) => ({path: [...path, language], text: own, language}));
}
