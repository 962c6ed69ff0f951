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
  ...of(['briefing', 'text'], drill.briefing?.text),
  ...(drill.briefing?.rules ?? []).flatMap((rule, i) => of(['briefing', 'rules', i], rule)),
  ...drill.objectives.flatMap(({text, tasks}, i) => [
    ...of(['objectives', i, 'text'], text),
    ...tasks.flatMap((task, j) => of(['objectives', i, 'tasks', j, 'text'], task.text)),
  ]),
  ...drill.script.flatMap(({text, from}, i) => [
    ...of(['script', i, 'text'], text),
    ...of(['script', i, 'from'], from),
  ]),
  ...drill.questions.flatMap(({text, choose = []}, i) => [
    ...of(['questions', i, 'text'], text),
    ...choose.flatMap((option, j) => of(['questions', i, 'choose', j, 'text'], option.text)),
  ]),
  ...drill.clocks.flatMap(({title, to}, i) => [...of(['clocks', i, 'title'], title), ...of(['clocks', i, 'to'], to)]),
  ...drill.roles.flatMap(({duties}, i) => duties.flatMap((duty, j) => of(['roles', i, 'duties', j], duty))),
  ...hints(drill, price => price === 0),
];

/** Those that are read by some people only: the facilitator's, and hints that have a price. */
export const otherTexts = (drill: Drill): PlacedText[] => [
  ...drill.script.flatMap(({title, expect, notes}, i) => [
    ...of(['script', i, 'title'], title),
    ...of(['script', i, 'expect'], expect),
    ...of(['script', i, 'notes'], notes),
  ]),
  ...hints(drill, price => price > 0),
];

const hints = (drill: Drill, wanted: (price: number) => boolean): PlacedText[] =>
  Object.entries(drill.hints).flatMap(([scenario, own]) =>
    own.flatMap(({price, text}, i) => (wanted(price) ? of(['hints', scenario, i, 'text'], text) : [])),
  );

/** A text by language, each with its place. */
function of(path: PropertyKey[], text: Text | undefined): PlacedText[] {
  if (text === undefined) return [];
  if (typeof text === 'string') return [{path, text}];
  return Object.entries(text).map(([language, own]) => ({path: [...path, language], text: own, language}));
}
