import type {Type} from '../../../kube/types/types.js';
import {isMap, same} from '../objects.js';
import {isEmpty, isGranular, type Part, partsOf} from './parts.js';
import {type Path, Paths, stepText} from './paths.js';

/** The fields of a value that its manager owns: of granular values their parts, and each item of a list. */
export function fieldsOf(type: Type, value: unknown): Paths {
  const found: Path[] = [];
  collect(type, value, [], found);
  return new Paths(found);
}

function collect(type: Type, value: unknown, path: Path, found: Path[]): void {
  if (!isGranular(type, value)) {
    if (value !== undefined) found.push(path);
    return;
  }
  for (const {step, type: of, value: inner, named} of partsOf(type, value).values()) {
    const to = [...path, step];
    collect(of, inner, to, found);
    if (!named || (isMap(inner) && isEmpty(inner))) found.push(to);
  }
}

/** With the structs that the paths lead through: they are there as long as something in them is. */
export function withStructs(type: Type, value: unknown, fields: Paths): Paths {
  const texts = [...fields].map(path => path.map(stepText));
  const found: Path[] = [];
  const visit = (of: Type, inner: unknown, path: Path, below: string[][]): void => {
    if (!isGranular(of, inner)) return;
    for (const [text, part] of partsOf(of, inner)) {
      const deeper = below.filter(([first, ...rest]) => first === text && rest.length).map(([, ...rest]) => rest);
      if (!deeper.length) continue;
      const to = [...path, part.step];
      if (part.named) found.push(to);
      visit(part.type, part.value, to, deeper);
    }
  };
  visit(type, value, [], texts);
  return fields.union(new Paths(found));
}

/** In what two values differ, by fields. */
export interface Comparison {
  added: Paths;
  modified: Paths;
  removed: Paths;
}

/** Compares two values of a type; undefined is one that is not there. */
export function compare(type: Type, before: unknown, after: unknown): Comparison {
  const found: Record<keyof Comparison, Path[]> = {added: [], modified: [], removed: []};
  differ(type, before, after, [], found);
  return {
    added: new Paths(found.added),
    modified: new Paths(found.modified),
    removed: new Paths(found.removed),
  };
}

function differ(
  type: Type,
  before: unknown,
  after: unknown,
  path: Path,
  found: Record<keyof Comparison, Path[]>,
): void {
  const isWhole = !isGranular(type, before ?? after) || (isEmpty(before) && isEmpty(after));
  if (!isWhole) {
    const [was, is] = [partsOf(type, before), partsOf(type, after)];
    for (const text of new Set([...was.keys(), ...is.keys()])) {
      const part = (was.get(text) ?? is.get(text)) as Part;
      differ(part.type, was.get(text)?.value, is.get(text)?.value, [...path, part.step], found);
    }
  }
  if (before === undefined) found.added.push(path);
  else if (after === undefined) found.removed.push(path);
  else if (isWhole && !same(before, after)) found.modified.push(path);
}
