import {type Document, isAlias, isCollection, isMap, isPair, isScalar, LineCounter, type Scalar, visit} from 'yaml';
import {messageOf} from '../errors.js';
import {unlessOutOfFiles} from '../files/open-files.js';
import {NotText, readText} from '../files/read-text.js';
import {type ParsedAtBuild, parsedAtBuild} from './parsed.js';
import {Remembered} from './remembered.js';
import {boundedValue, composeBounded, OutOfBounds} from './yaml-bounds.js';

/** Something wrong in a file, at the place where it is. Lines and columns count from 1. */
export interface Problem {
  file: string;
  line: number;
  column: number;
  message: string;
  /** `warning`: the file works, but not as its author will want. */
  severity: 'error' | 'warning';
}

/** A YAML document that knows where in its file everything stands. */
export interface YamlFile {
  file: string;
  /** The values of each document in it. */
  values: readonly unknown[];
  problems: readonly Problem[];
  /** Keys that stand in their map a second time; in `problems` as well, unless they may. */
  repeated: readonly Problem[];
  /** That there is a second document; in `problems` as well where only one may be. */
  second?: Problem | undefined;
  /** By what the build knows the text, where it does. */
  builtKey?: string;
  /** A problem at a path of a document (default: the first); the nearest enclosing node when the path is absent. */
  at(path: readonly PropertyKey[], message: string, severity?: Problem['severity'], document?: number): Problem;
}

/** What may stand in a file. */
export interface YamlOptions {
  /** Whole numbers that a JavaScript number cannot hold become BigInts, so that they stay what was written. */
  exactIntegers?: boolean;
  /** Keys that stand in a map twice: an error, or the last one counts, as readers of Kubernetes' own files have it. */
  repeatedKeys?: 'error' | 'last counts';
  /**
   * What a second document is: one more, a mistake where only one is read, or left to the caller that asks for
   * `second`.
   */
  documents?: 'any' | 'one' | 'first counts';
}

const SECOND_DOCUMENT = 'a second document begins here (---), and only one is read: move it to a file of its own';

/** Whether nothing stands in a document, as behind a `---` at the end of a file. */
const isEmpty = (contents: Document['contents']): boolean =>
  contents === null || (isScalar(contents) && contents.value === null);

/** Of more, nobody reads them all: a file that is not YAML has one in every line. */
const MOST_PROBLEMS = 20;

/** A command reads the same scenario or rule for several reasons: `lint` asks each check for the place of what it found. */
const READ = new Remembered<YamlFile>(512);

/** Reads a YAML file; what cannot be read or parsed is a problem, not an exception. What it holds is frozen. */
export function readYaml(file: string, options: YamlOptions = {}): YamlFile {
  let text: string;
  try {
    text = readText(file);
  } catch (error) {
    unlessOutOfFiles(error);
    return broken(file, messageOf(error), error instanceof NotText ? error.place : undefined);
  }
  return readYamlText(text, file, options);
}

/** As `readYaml`, of the text of a file that has been read: one that is the same as before is not parsed again. */
export function readYamlText(text: string, file: string, options: YamlOptions = {}): YamlFile {
  const how = JSON.stringify(options);
  return READ.of([file, how], text, () => {
    const known = parsedAtBuild(text, how);
    return known ? sound(file, known, () => parseYaml(text, file, options)) : parseYaml(text, file, options);
  });
}

/** A file whose values are known, and that nothing is wrong with; it is parsed where somebody asks for a place in it. */
function sound(file: string, {key, values}: ParsedAtBuild, parse: () => YamlFile): YamlFile {
  let parsed: YamlFile | undefined;
  const at: YamlFile['at'] = (...where) => {
    parsed ??= parse();
    return parsed.at(...where);
  };
  return {file, values, problems: [], repeated: [], builtKey: key, at};
}

/** As `readYaml`, of a text. */
export function parseYaml(
  text: string,
  file: string,
  {repeatedKeys = 'error', exactIntegers = false, documents: howMany = 'any'}: YamlOptions = {},
): YamlFile {
  const lines = new LineCounter();
  const place = (offset: number) => {
    const {line, col} = lines.linePos(offset);
    return {file, line: Math.max(1, line), column: Math.max(1, col)};
  };
  try {
    const documents = composeBounded(text, lines);
    const read = howMany === 'first counts' ? documents.slice(0, 1) : documents;
    if (exactIntegers) read.forEach(keepIntegers);
    const twice = read
      .flatMap(document => repeated(document))
      .map(
        ({offset, key}): Problem => ({
          ...place(offset),
          message: `${key}: duplicate key`,
          severity: 'error',
        }),
      );
    // The parser holds what stands between documents against the one before it.
    const end = (howMany === 'first counts' && documents[1]?.range?.[0]) || Number.POSITIVE_INFINITY;
    const errors = read.flatMap(document =>
      mistakesIn(document)
        .filter(({at}) => at <= end)
        .map(({at, message}): Problem => ({...place(at), message, severity: 'error'})),
    );
    const behind = documents.slice(1).find(({contents}) => !isEmpty(contents));
    const second: Problem | undefined = behind && {
      ...place(behind.contents?.range?.[0] ?? 0),
      message: SECOND_DOCUMENT,
      severity: 'error',
    };
    const tooMany = second && howMany === 'one' ? [second] : [];
    const problems = few([...errors, ...(repeatedKeys === 'error' ? twice : []), ...tooMany]);
    return {
      file,
      problems,
      repeated: twice,
      second,
      values: problems.length ? [] : read.map(boundedValue),
      at: (path, message, severity = 'error', document = 0) => ({
        ...place(offsetOf(documents[document], path)),
        message,
        severity,
      }),
    };
  } catch (error) {
    if (error instanceof OutOfBounds) return broken(file, error.message);
    throw error;
  }
}

/** A file of which nothing is known but what is wrong with it. */
function broken(file: string, message: string, where = {line: 1, column: 1}): YamlFile {
  const place = {file, ...where};
  const at: YamlFile['at'] = (_, text, severity = 'error') => ({...place, message: text, severity});
  return {file, values: [], repeated: [], problems: [{...place, message, severity: 'error'}], at};
}

const few = (problems: readonly Problem[]): Problem[] => {
  const last = problems[MOST_PROBLEMS - 1];
  if (!last || problems.length === MOST_PROBLEMS) return [...problems];
  const message = `and ${problems.length - MOST_PROBLEMS + 1} more problems from here on`;
  return [...problems.slice(0, MOST_PROBLEMS - 1), {...last, message}];
};

/** A tag that nobody knows is a mistake as well: its value would be taken for what it is not. */
const mistakesIn = (document: Document) => [
  ...[...document.errors, ...document.warnings.filter(({code}) => code === 'TAG_RESOLVE_FAILED')].map(
    ({pos, message}) => ({at: pos[0], message}),
  ),
  ...aliasesOfNothing(document),
  ...keysOfMaps(document)
    .flat()
    .filter(({value}) => value === '__proto__')
    .map(({range}) => ({at: range?.[0] ?? 0, message: '__proto__ cannot be a key'})),
];

/** Aliases before which no anchor of their name stands. */
function aliasesOfNothing(document: Document): {at: number; message: string}[] {
  const anchors = new Set<string>();
  const found: {at: number; message: string}[] = [];
  visit(document, {
    Node(_, node) {
      if (!isAlias(node)) {
        if ((isScalar(node) || isCollection(node)) && node.anchor !== undefined) anchors.add(node.anchor);
      } else if (!anchors.has(node.source))
        found.push({
          at: node.range?.[0] ?? 0,
          message: `*${node.source} is an alias, and no anchor &${node.source} precedes it: quote a text that begins with *`,
        });
    },
  });
  return found;
}

function keepIntegers(document: Document): void {
  visit(document, {
    Scalar(_, node) {
      const {value, source = ''} = node;
      if (typeof value === 'number' && !Number.isSafeInteger(value) && /^[-+]?\d+$/.test(source)) {
        node.value = BigInt(source.replace(/^\+/, ''));
      }
    },
  });
}

/** The plain keys of each map of a document. */
function keysOfMaps(document: Document): Scalar[][] {
  const maps: Scalar[][] = [];
  visit(document, {Map: (_, map) => void maps.push(map.items.map(({key}) => key).filter(isScalar))});
  return maps;
}

/** Keys that stand in their map a second time. */
const repeated = (document: Document): {offset: number; key: string}[] =>
  keysOfMaps(document).flatMap(keys => {
    const seen = new Set<unknown>();
    return keys.flatMap(({value, source, range}) => {
      const isFirst = !seen.has(value);
      seen.add(value);
      return isFirst ? [] : [{offset: range?.[0] ?? 0, key: source ?? String(value)}];
    });
  });

/** Where a path begins: at its key where it is a key, else at its value, else at the nearest parent. */
function offsetOf(document: Document | undefined, path: readonly PropertyKey[]): number {
  for (let length = path.length; document && length > 0; length--) {
    const offset = keyOffset(document, path.slice(0, length)) ?? valueOffset(document, path.slice(0, length));
    if (offset !== undefined) return offset;
  }
  return document?.contents?.range?.[0] ?? 0;
}

function keyOffset(document: Document, path: readonly PropertyKey[]): number | undefined {
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  if (!isMap(parent)) return undefined;
  const key = path.at(-1);
  const pair = parent.items.find(item => isPair(item) && String((item.key as {value?: unknown} | null)?.value) === key);
  return (pair?.key as {range?: [number, number, number]} | undefined)?.range?.[0];
}

function valueOffset(document: Document, path: readonly PropertyKey[]): number | undefined {
  const node = document.getIn(path, true) as {range?: [number, number, number]} | undefined;
  return node?.range?.[0];
}

/** `file:line:column message`, the form that terminals and editors make into links; a warning says that it is one. */
export const problemLine = ({file, line, column, severity, message}: Omit<Problem, 'severity'> & {severity: string}) =>
  `${file}:${line}:${column} ${severity === 'error' ? '' : `${severity}: `}${message}`;
