import {DEFAULT_IMAGE} from '../../drill/plan/plan.js';
import {namesIn, render, type TemplateValues} from '../../scenario/steps/template.js';
import type {CardsFile} from '../cards/schema.js';

/**
 * A text with the names of the recorded run. What only a run could have saved stands as its own name: nobody has to read
 * braces.
 */
export function filledIn(text: string, cards: CardsFile): string {
  const {names, recorded} = cards;
  const {token, namespace, actor} = names;
  const known: TemplateValues = {
    ...{
      name: token,
      token,
      namespace,
      run: recorded.run,
      image: DEFAULT_IMAGE,
      node: nodeOf(cards) ?? 'the node',
      index: '1',
    },
    ...{user: actor, serviceAccount: actor.split(':').at(-1) ?? actor},
  };
  const own = Object.fromEntries(namesIn(text).map(name => [name, known[name] ?? name]));
  return render(text, {...known, ...own});
}

/** Nodes of a cluster that kubedrill has made on kind. */
export const RECORDED_NODE = /\bkubedrill-[0-9a-f]{6}-(?:control-plane|worker\d*)\b/g;

/** A node that a card names. */
export const nodeOf = ({cards}: Pick<CardsFile, 'cards'>): string | undefined =>
  cards.flatMap(({text}) => text.match(RECORDED_NODE) ?? [])[0];

/** A value with every text in it filled in. */
export function allFilledIn(value: unknown, cards: CardsFile): unknown {
  if (typeof value === 'string') return filledIn(value, cards);
  if (Array.isArray(value)) return value.map(item => allFilledIn(item, cards));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, allFilledIn(inner, cards)]));
}
