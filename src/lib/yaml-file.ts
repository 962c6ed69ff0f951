import {readFileSync} from 'node:fs';
import {type Document, isMap, isPair, LineCounter, parseAllDocuments} from 'yaml';
import {messageOf} from './errors.js';

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

/** Reads a YAML file; what cannot be read or parsed is a problem, not an exception. */
export function readYaml(file: string): YamlFile {
  try {
    return parseYaml(readFileSync(file, 'utf8'), file);
  } catch (error) {
    return {
      ...parseYaml('', file),
      problems: [{file, line: 1, column: 1, message: messageOf(error), severity: 'error'}],
    };
  }
}

/** As `readYaml`, of a text. */
export function parseYaml(text: string, file: string): YamlFile {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {lineCounter: lines, prettyErrors: false}) as Document[];
  const place = (offset: number) => {
    const {line, col} = lines.linePos(offset);
    return {file, line: Math.max(1, line), column: Math.max(1, col)};
  };
  const problems = documents.flatMap(document =>
    document.errors.map((e): Problem => ({...place(e.pos[0]), message: e.message, severity: 'error'})),
  );
  return {
    file,
    problems,
    values: problems.length ? [] : documents.map(document => document.toJS()),
    at: (path, message, severity = 'error', document = 0) => ({
      ...place(offsetOf(documents[document], path)),
      message,
      severity,
    }),
  };
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
  const pair = parent.items.find(item => isPair(item) && String((item.key as {value?: unknown} | null)?.value) === key);
  return (pair?.key as {range?: [number, number, number]} | undefined)?.range?.[0];
}

function valueOffset(document: Document, path: readonly PropertyKey[]): number | undefined {
  const node = document.getIn(path, true) as {range?: [number, number, number]} | undefined;
  return node?.range?.[0];
}

/** `file:line:column message`, the form that terminals and editors make into links; what is no error says so. */
export const problemLine = ({file, line, column, severity, message}: Omit<Problem, 'severity'> & {severity: string}) =>
  `${file}:${line}:${column} ${severity === 'error' ? '' : `${severity}: `}${message}`;
