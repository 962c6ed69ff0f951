import type {Finding} from '../../finding.js';
import type {Drill} from '../../schema.js';
import {playersTexts} from '../texts.js';
import {repeatedIds, warning} from './references.js';

/** Bystanders of one name, and those that no text for players names: nobody would know that they are to be spared. */
export function checkBystanders(drill: Drill): Finding[] {
  const texts = playersTexts(drill).map(({text}) => text.toLowerCase());
  const silent = drill.bystanders.flatMap(({id}, index): Finding[] => {
    const path = ['bystanders', index, 'id'];
    const word = new RegExp(`(?<![\\p{L}\\p{N}-])${id}(?![\\p{L}\\p{N}-])`, 'u');
    if (texts.some(text => word.test(text))) return [];
    return [
      warning(path, `no text that players read names ${id}: they cannot know what it is, and that it is to be spared`),
    ];
  });
  return [
    ...repeatedIds(
      ['bystanders'],
      'a bystander',
      drill.bystanders.map(({id}) => id),
    ),
    ...silent,
  ];
}
