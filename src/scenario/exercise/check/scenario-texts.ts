import type {Finding} from '../../finding.js';
import type {ScenarioFile} from '../../schema.js';
import {type PlacedText, placed} from '../texts.js';
import {lackingLanguages} from './texts.js';

/** What people read of a scenario and of its variants, each text in each language with its place. */
export function textsOf({title, respond, variants}: ScenarioFile): PlacedText[] {
  const parts = [
    {path: [], part: {title, respond}},
    ...Object.entries(variants).map(([name, part]) => ({path: ['variants', name], part})),
  ];
  return parts.flatMap(({path, part}) => [
    ...placed([...path, 'title'], part.title),
    ...placed([...path, 'respond', 'story'], part.respond?.story),
  ]);
}

/** Languages that a text lacks, which others of the same scenario have. */
export const checkTexts = (scenario: ScenarioFile): Finding[] => lackingLanguages(textsOf(scenario), 'scenario');
