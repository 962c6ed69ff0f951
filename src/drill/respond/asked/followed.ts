import type {AskedProcedure} from '../../../events/people.js';
import {partsOf} from '../../../scenario/containment.js';
import {textIn} from '../../../scenario/exercise/people.js';
import type {LoadedProcedure} from '../../../scenario/procedures/load.js';
import type {ContainmentCheck} from '../../../scenario/respond.js';

/** A procedure in a language, whose steps name the very checks of an attack by which they are seen. */
export function followed(
  {id, title, owner, steps}: LoadedProcedure,
  checks: readonly {name: string; check: ContainmentCheck}[],
  language = 'en',
): AskedProcedure {
  const named = (kind: string) =>
    checks.filter(({check}) => partsOf(check).flatMap(Object.keys).includes(kind)).map(({name}) => name);
  return {
    ...{id, title: textIn(title, language), owner},
    steps: steps.map(({id: step, role, text, seen}) => ({
      ...{id: step, text: textIn(text, language)},
      ...(role !== undefined && {role}),
      ...(seen !== undefined && {
        seen: typeof seen === 'object' && 'check' in seen ? {checks: named(seen.check)} : seen,
      }),
    })),
  };
}
