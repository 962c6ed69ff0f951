import {resourceNamed, resourceOfKind} from '../../kube/resources.js';
import type {Scenario} from '../../scenario/schema.js';
import type {CardsFile} from '../cards/schema.js';
import {allFilledIn} from './names.js';
import {accountOf, type Named} from './target.js';

/** An object that an attack has to do with. */
export interface KnownObject extends Named {
  resource: string;
  /** Whom a binding gives rights, as objects. */
  subjects: Named[];
  /** Labels of the pods that it is, or makes. */
  labels: Readonly<Record<string, string>>;
}

/** Every object that a scenario makes or changes, by the names of the recorded run; that of the attacker among them. */
export function objectsOf({setUp, attack, actor}: Scenario, cards: CardsFile): KnownObject[] {
  const own = cards.names.namespace;
  const made = [...setUp, ...attack].flatMap(step => objectIn(step, own, cards));
  return 'serviceAccount' in actor ? [...made, ...ofActor(actor, cards)] : made;
}

/** A scenario's own ServiceAccount, and the bindings by which kubedrill gives it its rights. */
function ofActor(
  {serviceAccount: name, rules, clusterRules}: Extract<Scenario['actor'], {serviceAccount: string}>,
  {names}: CardsFile,
): KnownObject[] {
  const {namespace, token} = names;
  const subjects = [{resource: 'serviceaccounts', name, namespace}];
  return [
    {resource: 'serviceaccounts', name, namespace, subjects: [], labels: {}},
    ...(rules?.length ? [{resource: 'rolebindings', name, namespace, subjects, labels: {}}] : []),
    ...(clusterRules?.length
      ? [{resource: 'clusterrolebindings', name: `${token}-${name}`, subjects, labels: {}}]
      : []),
  ];
}

function objectIn(step: object, own: string, cards: CardsFile): KnownObject[] {
  const {create, apply, patch, replace} = allFilledIn(step, cards) as Record<string, Manifest | undefined>;
  const manifest = create ?? apply;
  if (manifest) {
    const {apiVersion = '', kind = '', metadata = {}} = manifest;
    const known = resourceOfKind(kind, apiVersion);
    const {name, namespace = own} = metadata;
    if (!known || name === undefined) return [];
    return [
      {
        ...{resource: known.plural, name, ...(known.namespaced && {namespace})},
        ...{subjects: subjectsIn(manifest, own), labels: labelsIn(manifest)},
      },
    ];
  }
  const changed = patch ?? replace;
  if (changed?.resource === undefined || typeof changed.name !== 'string') return [];
  const {resource, name, namespace = own} = changed;
  const isNamespaced = resourceNamed(resource)?.namespaced ?? true;
  return [
    {
      ...{resource, name, ...(isNamespaced && {namespace})},
      ...{subjects: subjectsIn(changed.body, own), labels: labelsIn(changed.body)},
    },
  ];
}

/** What steps send, as far as it is read here. */
interface Manifest {
  apiVersion?: string;
  kind?: string;
  metadata?: {name?: string; namespace?: string; labels?: Record<string, string>};
  resource?: string;
  name?: string;
  namespace?: string;
  body?: unknown;
}

/** Every subject in a body, wherever it stands: a patch has them at its own places. */
function subjectsIn(value: unknown, own: string): Named[] {
  if (Array.isArray(value)) return value.flatMap(item => subjectsIn(item, own));
  if (typeof value !== 'object' || value === null) return [];
  const {kind, name, namespace} = value as {kind?: unknown; name?: unknown; namespace?: unknown};
  if (kind === 'ServiceAccount' && typeof name === 'string') {
    return [{resource: 'serviceaccounts', name, namespace: typeof namespace === 'string' ? namespace : own}];
  }
  if ((kind === 'User' || kind === 'Group') && typeof name === 'string') return [accountOf(name) ?? {name}];
  return Object.values(value).flatMap(inner => subjectsIn(inner, own));
}

interface Labelled {
  metadata?: {labels?: Record<string, string>};
  spec?: {template?: Labelled; jobTemplate?: Labelled};
}

/** Labels of pods in a manifest: its own, and those of its template. */
function labelsIn(manifest: unknown): Record<string, string> {
  const {metadata, spec} = (manifest ?? {}) as Labelled;
  // A CronJob has its pods one template further in.
  const inner = spec?.template ?? spec?.jobTemplate;
  return {...metadata?.labels, ...(inner && labelsIn(inner))};
}
