import {actorText, expectationText, stepText} from '../../scenario/describe.js';
import {textIn} from '../../scenario/exercise/people.js';
import {type Framework, techniqueText} from '../../scenario/frameworks.js';
import type {Scenario} from '../../scenario/schema.js';
import {layout} from './layout.js';

/** A scenario in words, a line each, at most `width` columns where a line is of prose. Its title has a language, the rest is English. */
export function describeScenario(s: Scenario, language: string, width: number): string[] {
  const {paragraph, list} = layout(width);
  const tags = Object.entries(s.tags).flatMap(([framework, ids]) =>
    ids.map(id => `${framework} ${techniqueText(framework as Framework, id)}`),
  );
  return [
    `${s.id}: ${textIn(s.title, language)} (${s.severity})`,
    ...paragraph(s.description),
    ...list('tags', tags),
    ...list('needs', [s.needs.join(', ')]),
    ...list('actor', [actorText(s.actor)]),
    ...list('set-up', s.setUp.map(stepText)),
    ...list('attack', s.attack.map(stepText)),
    ...list('expected', s.expect.map(expectationText)),
    ...list('benign twin, must stay silent', s.benign.map(stepText)),
    ...list('put back at the end', s.undo.map(stepText)),
    ...list(
      'containment',
      s.contain.map(c => `${c.gone} ${c.name} gone within ${c.within}`),
    ),
    ...['', 'prevention', ...paragraph(s.prevent)],
    ...list('references', s.references),
  ];
}
