import {changedText} from '../../scenario/exercise/people.js';
import type {Inject} from '../../scenario/exercise/script.js';
import type {Scenario} from '../../scenario/schema.js';
import type {Deck} from '../cards/load.js';
import {filledIn} from './names.js';

/** What is read out where a scenario has no story of its own: it tells nothing. */
const NO_STORY = {
  en: 'Something in the cluster is not as it was. Nobody has reported anything yet.',
  de: 'Irgendetwas im Cluster ist nicht mehr, wie es war. Gemeldet hat noch niemand etwas.',
};

/** A script as it is played around a table: where an attack would begin, its story is read out. */
export function toldScript(script: readonly Inject[], scenarios: readonly Scenario[], deck: Deck): Inject[] {
  return script.map(inject => {
    if (inject.attack === undefined || inject.text !== undefined) return inject;
    const cards = deck.get(inject.attack);
    const story = scenarios.find(({id}) => id === inject.attack)?.respond?.story;
    return {
      ...inject,
      via: 'in person',
      text: story && cards ? changedText(story, words => filledIn(words, cards)) : NO_STORY,
    };
  });
}
