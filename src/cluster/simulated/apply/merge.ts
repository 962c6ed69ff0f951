import type {Type} from '../../../kube/types/types.js';
import {put} from '../../../lib/json/dictionary.js';
import {isEmpty, isGranular, type Part, partsOf} from './parts.js';
import {type Path, type Paths, stepText} from './paths.js';

/** What is there with what is applied on top: of what is owned as a whole the latter counts. */
export function merged(type: Type, known: unknown, applied: unknown): unknown {
  if (applied === undefined) return known;
  if (known === undefined || !isGranular(type, known) || (isEmpty(known) && isEmpty(applied))) return applied;
  const [was, is] = [partsOf(type, known), partsOf(type, applied)];
  const one = (text: string) => {
    const part = (was.get(text) ?? is.get(text)) as Part;
    return merged(part.type, was.get(text)?.value, is.get(text)?.value);
  };
  if (Array.isArray(known)) return interleaved([...was.keys()], [...is.keys()]).map(one);
  return mapOf([...new Set([...was.keys(), ...is.keys()])].map(text => [text, one(text)]));
}

/** The keys of two lists in one: the order of what is applied, and between it what is only there already. */
function interleaved(known: readonly string[], applied: readonly string[]): string[] {
  const result: string[] = [];
  let [k, a] = [0, 0];
  while (k < known.length || a < applied.length) {
    const [left, right] = [known[k], applied[a]];
    // The next that is in both.
    const next = applied.slice(a).find(key => known.includes(key));
    const isKnownAlone = left !== undefined && !applied.includes(left);
    if (isKnownAlone) result.push(left);
    // What has come already, or comes later than what is next, is passed over.
    if (isKnownAlone || (left !== undefined && next !== undefined && next !== left)) {
      k++;
      continue;
    }
    if (left === right || next === undefined) k++;
    if (right !== undefined) result.push(right);
    a++;
  }
  return result;
}

interface Branch {
  /** Whether the value itself is meant, with all that is in it. */
  whole: boolean;
  below: Map<string, Branch>;
}

/** A value without some of its fields; undefined when nothing is left of it. */
export function without(type: Type, value: unknown, fields: Paths): unknown {
  const root: Branch = {whole: false, below: new Map()};
  for (const path of fields) grow(root, path);
  return pruned(type, value, root);
}

function grow(root: Branch, path: Path): void {
  let branch = root;
  for (const text of path.map(stepText)) {
    const next = branch.below.get(text) ?? {whole: false, below: new Map()};
    branch.below.set(text, next);
    branch = next;
  }
  branch.whole = true;
}

function pruned(type: Type, value: unknown, {below}: Branch): unknown {
  if (!isGranular(type, value)) return value;
  const kept = [...partsOf(type, value)].flatMap(([text, part]): [string, unknown][] => {
    const branch = below.get(text);
    if (!branch) return [[text, part.value]];
    const left = branch.whole ? undefined : pruned(part.type, part.value, branch);
    return left === undefined ? [] : [[text, left]];
  });
  if (!kept.length) return undefined;
  return Array.isArray(value) ? kept.map(([, item]) => item) : mapOf(kept);
}

/** A map of values by the texts of the steps to them. */
function mapOf(entries: readonly [string, unknown][]): Record<string, unknown> {
  const map: Record<string, unknown> = {};
  for (const [text, value] of entries) put(map, text.slice('f:'.length), value);
  return map;
}
