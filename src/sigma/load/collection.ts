import {readYaml, type YamlFile} from '../../lib/yaml/yaml-file.js';
import type {Locate, RuleProblem} from '../rule-set.js';

/** One document of a file, on its way to become a rule. */
export interface RuleDocument {
  file: string;
  /** Its place among the rules of the file, and whether it is the only one. */
  index: number;
  alone: boolean;
  value: Record<string, unknown>;
  /** The keys that a collection's global or earlier document has given to several rules. */
  shared: ReadonlySet<string>;
  at: Locate;
}

/** What a file holds: documents, and what is wrong with others, a list for each that is left out. */
export interface RuleFile {
  documents: RuleDocument[];
  broken: RuleProblem[][];
}

const NEXT = 'see the Sigma rules specification';

type Document = Pick<RuleDocument, 'value' | 'shared' | 'at'>;

/**
 * Reads the documents of a file. Collections, as Sigma has them since its first version, are written out: `action:
 * global` gives its keys to all rules behind it until `action: reset`, and `action: repeat` is the rule before it with
 * other keys. An empty document, such as one behind a last `---`, is nothing.
 */
export function readRuleFile(file: string): RuleFile {
  const yaml = readYaml(file, {exactIntegers: true});
  const known = READ.get(yaml) ?? documentsOf(yaml);
  READ.set(yaml, known);
  return known;
}

/** A file that was read before is the same object, and its documents are then the same, too. */
const READ = new WeakMap<YamlFile, RuleFile>();

function documentsOf(yaml: YamlFile): RuleFile {
  const {file} = yaml;
  if (yaml.problems.length)
    return {documents: [], broken: [yaml.problems.map(p => ({...p, next: 'correct the YAML'}))]};
  const collection = new Collection();
  for (const [index, value] of yaml.values.entries()) {
    const at: Locate = (path, message) => ({...yaml.at(path, message, 'error', index), next: NEXT});
    if (value !== null && value !== undefined) collection.take(value, at);
  }
  const {documents, broken} = collection;
  const alone = documents.length === 1;
  return {documents: documents.map((document, index) => ({...document, file, index, alone})), broken};
}

/** Goes through the documents of a file in their order: what an earlier one says may be a part of a later one. */
class Collection {
  readonly documents: Document[] = [];
  readonly broken: RuleProblem[][] = [];
  #global: Document | undefined;
  #last: Document | undefined;

  take(value: unknown, at: Locate): void {
    if (!isMap(value)) {
      this.broken.push([at([], 'this is not a Sigma rule: a rule is a map with title, logsource and detection')]);
      return;
    }
    const {action, ...rest} = value;
    const own: Document = {value: rest, shared: new Set(), at};
    if (action === undefined) this.#add(this.#global && !standsAlone(rest) ? joined(this.#global, own) : own);
    else if (action === 'global') this.#global = this.#last = own;
    else if (action === 'reset') this.#global = undefined;
    else if (action !== 'repeat') this.#refuse(at, `action is global, reset or repeat, not ${String(action)}`);
    else if (this.#last) this.#add(repeated(this.#last, own));
    else this.#refuse(at, 'there is no rule before this one to repeat');
  }

  #refuse(at: Locate, message: string): void {
    this.broken.push([at(['action'], message)]);
  }

  #add(document: Document): void {
    this.#last = document;
    this.documents.push(document);
  }
}

/** Correlations and filters take nothing from a global document, as pySigma has it. */
const standsAlone = (value: Record<string, unknown>): boolean => 'correlation' in value || 'filter' in value;

/** Of a key that both have, the global one counts, as in pySigma. */
const joined = (global: Document, own: Document): Document => ({
  value: merged(own.value, global.value),
  shared: new Set(Object.keys(global.value)),
  at: (path, message) => (path.length && isIn(global.value, path) ? global : own).at(path, message),
});

const repeated = (before: Document, own: Document): Document => ({
  value: merged(before.value, own.value),
  shared: new Set(Object.keys(before.value).filter(key => !(key in own.value))),
  at: (path, message) => (!path.length || isIn(own.value, path) ? own : before).at(path, message),
});

const isIn = (value: Record<string, unknown>, path: readonly PropertyKey[]): boolean => {
  let inner: unknown = value;
  return path.every(key => {
    const has = isMap(inner) ? Object.hasOwn(inner, key) : Array.isArray(inner);
    inner = has ? (inner as Record<PropertyKey, unknown>)[key] : undefined;
    return has;
  });
};

function merged(below: Record<string, unknown>, above: Record<string, unknown>): Record<string, unknown> {
  const result = {...below};
  for (const [key, value] of Object.entries(above)) {
    const inner = result[key];
    result[key] = isMap(value) && isMap(inner) ? merged(inner, value) : value;
  }
  return result;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
