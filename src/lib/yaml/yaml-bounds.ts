import {Composer, type Document, isAlias, isCollection, isScalar, Lexer, type LineCounter, Parser, visit} from 'yaml';
import {messageOf} from '../errors.js';

/** Levels of lists and maps in each other: far more than any file of ours, or any Kubernetes object, has. */
const DEEPEST = 100;
/** Values of all documents, with what aliases repeat counted as often as they do. */
const MOST_VALUES = 1_000_000;

/** Anchors and aliases together: each alias is looked for among all of them. */
const MOST_ANCHORS = 2000;

/** What a file asks for is more than a file may ask for, or can never be had. */
export class OutOfBounds extends Error {}

/**
 * The documents of a text. Nesting is bounded while it is read: the parser takes minutes for a few thousand levels.
 * Keys that stand in a map twice are not an error here.
 *
 * @throws OutOfBounds
 */
export function composeBounded(text: string, lines: LineCounter): Document[] {
  const parser = new Parser(lines.addNewLine);
  const composer = new Composer({prettyErrors: false, uniqueKeys: false, logLevel: 'error', merge: true});
  const documents: Document[] = [];
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    if (parser.stack.length > 2 * DEEPEST) throw tooDeep();
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end());
  return documents;
}

/**
 * The value of a document. What an alias stands for is the same object wherever it stands, so that a few lines can mean
 * billions of values to code that walks through them.
 *
 * @throws OutOfBounds
 */
export function boundedValue(document: Document): unknown {
  if (anchorsIn(document) > MOST_ANCHORS) throw new OutOfBounds(`has more than ${MOST_ANCHORS} anchors and aliases`);
  const value = plainValue(document);
  measure(value, new Map(), 0);
  return value;
}

/** An alias without an anchor is found out only here: no mistake of the document, as the parser has it. */
function plainValue(document: Document): unknown {
  try {
    return document.toJS({maxAliasCount: -1});
  } catch (error) {
    throw new OutOfBounds(messageOf(error));
  }
}

function anchorsIn(document: Document): number {
  let count = 0;
  visit(document, {
    Node(_, node) {
      if (isAlias(node) || ((isScalar(node) || isCollection(node)) && node.anchor !== undefined)) count++;
    },
  });
  return count;
}

const WITHIN = -1;

/** How many values there are in a value, itself among them. */
function measure(value: unknown, known: Map<object, number>, depth: number): number {
  if (typeof value !== 'object' || value === null) return 1;
  if (depth > DEEPEST) throw tooDeep();
  const before = known.get(value);
  if (before === WITHIN) throw new OutOfBounds('an alias refers to a node that contains it');
  if (before !== undefined) return before;
  known.set(value, WITHIN);
  let size = 1;
  for (const inner of Object.values(value)) {
    size += measure(inner, known, depth + 1);
    if (size > MOST_VALUES)
      throw new OutOfBounds(`holds more than ${MOST_VALUES} values, those of its aliases counted`);
  }
  known.set(value, size);
  return size;
}

const tooDeep = () => new OutOfBounds(`this is nested too deeply to be read: more than ${DEEPEST} levels`);
