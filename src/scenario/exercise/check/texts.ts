import type {Finding} from '../../finding.js';
import type {Drill} from '../../schema.js';
import {isUnclosed, namesIn} from '../../steps/template.js';
import {otherTexts, type PlacedText, playersTexts} from '../texts.js';
import {unknownName, warning} from './references.js';

/** Values of a scenario that an answer may name: they are known once it is played. */
export const ANSWER_VALUES = ['user', 'namespace', 'token'] as const;

/** Languages that a text lacks, and placeholders that nothing fills in. */
export const checkTexts = (drill: Drill): Finding[] => [...checkLanguages(drill), ...checkPlaceholders(drill)];

const checkLanguages = (drill: Drill): Finding[] =>
  lackingLanguages([...playersTexts(drill), ...otherTexts(drill)], 'drill');

/**
 * A text with languages has all that the others have; one without is for all of them.
 *
 * @param file what they are the texts of
 */
export function lackingLanguages(texts: readonly PlacedText[], file: 'drill' | 'scenario'): Finding[] {
  const byText = new Map<string, {path: PropertyKey[]; languages: string[]}>();
  for (const {path, language} of texts) {
    if (language === undefined) continue;
    const own = path.slice(0, -1);
    const known = byText.get(own.join('.')) ?? {path: own, languages: []};
    byText.set(own.join('.'), {...known, languages: [...known.languages, language]});
  }
  const all = [...new Set([...byText.values()].flatMap(({languages}) => languages))];
  return [...byText.values()].flatMap(({path, languages}) => {
    const missing = all.filter(language => !languages.includes(language));
    return missing.length ? [warning(path, `lacks ${missing.join(', ')}, which other texts of this ${file} have`)] : [];
  });
}

function checkPlaceholders(drill: Drill): Finding[] {
  const texts = [...playersTexts(drill), ...otherTexts(drill)];
  const answers = drill.questions.flatMap(({answer}, i) =>
    answer && 'match' in answer ? [{path: ['questions', i, 'answer', 'match'], text: answer.match}] : [],
  );
  const unclosed = [...texts, ...answers]
    .filter(({text}) => isUnclosed(text))
    .map(({path}) => ({path, message: '{{ has no }} that ends it: people would read it as it stands'}));
  return [
    ...unclosed,
    ...texts.flatMap(({path, text}) => namesIn(text).flatMap(name => wrongName(path, name, drill))),
    ...answers.flatMap(({path, text}) => namesIn(text).flatMap(name => wrongValue(path, name, drill))),
  ];
}

/** Texts may say a name of a list. */
function wrongName(path: PropertyKey[], name: string, {vary}: Drill): Finding[] {
  const list = /^name:(.*)$/.exec(name)?.[1];
  if (list === undefined)
    return [{path, message: `nothing fills in {{ ${name} }} here: texts may say {{ name:LIST }}`}];
  const lists = Object.keys(vary.names);
  return unknownName(path, 'list of names', list, lists, 'in vary.names');
}

/** Answers may also name a value of a scenario. */
function wrongValue(path: PropertyKey[], name: string, drill: Drill): Finding[] {
  const [, value = '', scenario = ''] = /^(\w+):(.+)$/.exec(name) ?? [];
  if (value === 'name') return wrongName(path, name, drill);
  if (!ANSWER_VALUES.some(one => one === value)) {
    const known = ANSWER_VALUES.map(one => `{{ ${one}:SCENARIO }}`).join(', ');
    return [{path, message: `nothing fills in {{ ${name} }} here: there are ${known}, and {{ name:LIST }}`}];
  }
  if (drill.scenarios.includes(scenario)) return [];
  return [{path, message: `nothing fills in {{ ${name} }} here: ${scenario} is not a scenario of this drill`}];
}
