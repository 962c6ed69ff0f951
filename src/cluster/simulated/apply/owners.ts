import {type Type, typeNamed, typeOfKind} from '../../../kube/types/types.js';
import type {KubeObject} from '../objects.js';
import type {Store} from '../store.js';
import {compare, fieldsOf, withStructs} from './field-set.js';
import {merged, without} from './merge.js';
import {type Path, Paths} from './paths.js';

/** Who writes, and how. */
export interface Manager {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  subresource?: string | undefined;
}

/** The fields that each manager owns, by the manager as a text. */
export type Owners = ReadonlyMap<string, {manager: Manager; fields: Paths}>;

/** A field that somebody else owns with another value. */
export interface FieldConflict {
  manager: Manager;
  path: Path;
}

/** A way of writing: who, and which fields of the root it does not reach. */
export interface Writing {
  manager: Manager;
  unreached: readonly string[];
}

/** The fields of every object that nobody owns. */
const NOBODYS = new Paths(
  [
    ...['apiVersion', 'kind', 'metadata'].map(field => [field]),
    ...[
      'name',
      'namespace',
      'creationTimestamp',
      'selfLink',
      'uid',
      'generation',
      'managedFields',
      'resourceVersion',
    ].map(field => ['metadata', field]),
  ].map(path => path.map(field => ({field}))),
);

/** A manager as a text; an applier is the same in every version. */
const idOf = ({manager, operation, apiVersion, subresource}: Manager): string =>
  JSON.stringify({manager, operation, ...(operation === 'Update' && {apiVersion}), ...(subresource && {subresource})});

const typeOf = ({apiVersion = '', kind = ''}: KubeObject): Type => typeNamed(typeOfKind(apiVersion, kind) ?? 'any');

const owned = (entries: Iterable<readonly [string, {manager: Manager; fields: Paths}]>): Owners =>
  new Map([...entries].filter(([, {fields}]) => !fields.isEmpty));

/** Who owns what once somebody has written an object: what they changed is theirs alone, what they took away nobody's. */
export function afterUpdate(
  before: KubeObject | undefined,
  after: KubeObject,
  owners: Owners,
  {manager, unreached}: Writing,
): Owners {
  const {added, modified, removed} = compare(typeOf(after), before, after);
  const own = idOf(manager);
  const changed = added
    .union(modified)
    .outside(unreached)
    .without(NOBODYS, new Paths([[]]));
  const mine = (owners.get(own)?.fields ?? new Paths()).without(removed).union(changed);
  const others = [...owners]
    .filter(([id]) => id !== own)
    .map(([id, owner]) => [id, {...owner, fields: owner.fields.without(changed, removed.outside(unreached))}] as const);
  return owned([...others, [own, {manager, fields: mine}]]);
}

/** An object after an apply, and who owns what of it then. */
export interface Applied {
  object: KubeObject;
  owners: Owners;
  /** What others own with another value: unless it is forced, nothing is applied. */
  conflicts: readonly FieldConflict[];
}

/** Who owns what of an object that was made by being applied. */
export const ownersOfApplied = (applied: KubeObject, {manager, unreached}: Writing): Owners =>
  owned([[idOf(manager), {manager, fields: fieldsSaid(applied, unreached)}]]);

const fieldsSaid = (applied: KubeObject, unreached: readonly string[]): Paths =>
  fieldsOf(typeOf(applied), applied).outside(unreached).without(NOBODYS);

/**
 * Applies an object: what it says is its manager's, and what the manager said before and leaves out now goes, unless
 * somebody else owns it.
 *
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */
export function apply(before: KubeObject, applied: KubeObject, owners: Owners, writing: Writing): Applied {
  const type = typeOf(before);
  const own = idOf(writing.manager);
  const mine = {manager: writing.manager, fields: fieldsSaid(applied, writing.unreached)};
  const all = new Map([...owners, [own, mine]]);
  const object = left(type, merged(type, before, applied), all, owners.get(own)?.fields) as KubeObject;
  const {added, modified, removed} = compare(type, before, object);
  const changed = added.union(modified).outside(writing.unreached);
  const others = [...owners].filter(([id]) => id !== own);
  const conflicts = others.flatMap(([, {manager, fields}]) =>
    fields
      .shared(changed)
      .sorted()
      .map(path => ({manager, path})),
  );
  const gone = removed.outside(writing.unreached);
  const kept = others.map(([id, owner]) => [id, {...owner, fields: owner.fields.without(changed, gone)}] as const);
  return {object, owners: owned([...kept, [own, mine]]), conflicts};
}

/** What is left when what a manager said last goes, but for what somebody owns, or has put into it. */
function left(type: Type, whole: unknown, owners: Owners, last: Paths | undefined): unknown {
  if (!last || last.isEmpty) return whole;
  const structs = (fields: Paths) => withStructs(type, whole, fields);
  const all = structs(fieldsOf(type, whole));
  const said = structs(last);
  const bare = structs(fieldsOf(type, without(type, whole, said)));
  const wanted = structs(NOBODYS.union(...[...owners.values()].map(({fields}) => fields)));
  const back = without(type, whole, all.without(bare, wanted));
  return without(type, whole, all.without(structs(fieldsOf(type, back))).shared(said));
}

/** Who owns what of the objects of a store. */
export class Ownership {
  readonly #of = new Map<string, Owners>();

  constructor(store: Store) {
    store.onChange(({type, object}) => {
      if (type === 'DELETED') this.#of.delete(object.metadata.uid ?? '');
    });
  }

  /** Who owns what of an object; what was there from the start is the server's own. */
  of(object: KubeObject): Owners {
    const manager: Manager = {manager: 'kube-apiserver', operation: 'Update', apiVersion: object.apiVersion ?? ''};
    const known = this.#of.get(object.metadata.uid ?? '');
    return known ?? afterUpdate(undefined, object, new Map(), {manager, unreached: ['status']});
  }

  keep({metadata}: KubeObject, owners: Owners): void {
    this.#of.set(metadata.uid ?? '', owners);
  }
}
