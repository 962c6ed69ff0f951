import {readFileSync} from 'node:fs';
import {type Document, isMap, isPair, isScalar, LineCounter, parseAllDocuments, visit} from 'yaml';
import {messageOf} from './errors.js';
import {firstBadByte} from './utf8.js';

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
  values: unknown[];
  problems: Problem[];
  /** A problem at a path of a document (default: the first); the nearest enclosing node when the path is absent. */
  at(path: readonly PropertyKey[], message: string, severity?: Problem['severity'], document?: number): Problem;
}

/** How values of a file are read. */
export interface YamlOptions {
  /** Whole numbers that a JavaScript number cannot hold become BigInts, so that they stay what was written. */
  exactIntegers?: boolean;
}

/** Reads a YAML file; what cannot be read or parsed is a problem, not an exception. */
export function readYaml(file: string, options: YamlOptions = {}): YamlFile {
  try {
    const bytes = readFileSync(file);
    const bad = firstBadByte(bytes);
    if (bad !== undefined) return unreadable(file, 'this byte is not UTF-8: save the file as UTF-8', bad);
    return parseYaml(bytes.toString('utf8'), file, options);
  } catch (error) {
    return unreadable(file, messageOf(error));
  }
}

const unreadable = (file: string, message: string, place = {line: 1, column: 1}): YamlFile => ({
  ...parseYaml('', file),
  problems: [{file, ...place, message, severity: 'error'}],
});

/** As `readYaml`, of a text. */
export function parseYaml(text: string, file: string, {exactIntegers = false}: YamlOptions = {}): YamlFile {
  const lines = new LineCounter();
  const place = (offset: number) => {
    const {line, col} = lines.linePos(offset);
    return {file, line: Math.max(1, line), column: Math.max(1, col)};
  };
  const documents = documentsOf(text, lines);
  if (typeof documents === 'string') {
    return {...parseYaml('', file), problems: [{...place(0), message: documents, severity: 'error'}]};
  }
  if (exactIntegers) documents.forEach(keepIntegers);
  const problems = documents.flatMap(document =>
    mistakesIn(document).map(({at, message}): Problem => ({...place(at), message, severity: 'error'})),
  );
  const values = problems.length ? [] : documents.map(contentOf);
  values.forEach((value, i) => {
    if (!(value instanceof Error)) return;
    problems.push({...place(documents[i]?.range?.[0] ?? 0), message: value.message, severity: 'error'});
  });
  return {
    file,
    problems,
    values: problems.length ? [] : values,
    at: (path, message, severity = 'error', document = 0) => ({
      ...place(offsetOf(documents[document], path)),
      message,
      severity,
    }),
  };
}

/** The documents of a text; a sentence where the parser gives up. */
function documentsOf(text: string, lineCounter: LineCounter): Document[] | string {
  try {
    return parseAllDocuments(text, {lineCounter, prettyErrors: false, merge: true}) as Document[];
  } catch (error) {
    return error instanceof RangeError ? TOO_DEEP : messageOf(error);
  }
}

const TOO_DEEP = 'this is nested too deeply to be read';

/** A tag that nobody knows is a mistake as well: its value would be taken for what it is not. */
const mistakesIn = ({errors, warnings}: Document) =>
  [...errors, ...warnings.filter(({code}) => code === 'TAG_RESOLVE_FAILED')].map(({pos, message}) => ({
    at: pos[0],
    // The parser tells of the end of the stack as of any mistake.
    message: message.startsWith('Maximum call stack') ? TOO_DEEP : message,
  }));

/** What a document comes to; an error where it refers to itself without end, or is nested too deeply. */
function contentOf(document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    return new Error(error instanceof RangeError ? TOO_DEEP : messageOf(error));
  }
}

function keepIntegers(document: Document): void {
  try {
    visit(document, {
      Scalar(_, node) {
        const {value, source = ''} = node;
        if (typeof value === 'number' && !Number.isSafeInteger(value) && /^[-+]?\d+$/.test(source)) {
          node.value = BigInt(source.replace(/^\+/, ''));
        }
      },
    });
  } catch (error) {
    // What is nested too deeply for this is told when its value is asked for.
    if (!(error instanceof RangeError)) throw error;
  }
}

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
  const pair = parent.items.find(item => isPair(item) && isScalar(item.key) && String(item.key.value) === key);
  return (pair?.key as {range?: [number, number, number]} | undefined)?.range?.[0];
}

function valueOffset(document: Document, path: readonly PropertyKey[]): number | undefined {
  const node = document.getIn(path, true) as {range?: [number, number, number]} | undefined;
  return node?.range?.[0];
}

/** `file:line:column message`, the form that terminals and editors make into links; what is no error says so. */
export const problemLine = ({file, line, column, severity, message}: Omit<Problem, 'severity'> & {severity: string}) =>
  `${file}:${line}:${column} ${severity === 'error' ? '' : `${severity}: `}${message}`;
