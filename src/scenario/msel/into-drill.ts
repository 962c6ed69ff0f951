import {Document, isMap, isScalar, parseDocument, Scalar, visit, type YAMLMap} from 'yaml';
import type {Inject} from '../exercise/script.js';

/** What the schema fills in where a file says nothing. */
const DEFAULTS: Readonly<Record<string, unknown>> = {via: 'chat', kind: 'informational', to: [], objectives: []};

const ORDER = [
  ...(['id', 'at', 'after', 'when', 'manual', 'orAt', 'unless', 'attack', 'ask', 'to', 'from', 'via', 'kind'] as const),
  ...(['title', 'text', 'expect', 'notes', 'objectives'] as const),
] satisfies (keyof Inject)[];

/** The text of a drill's file with another script. All else in it stays as it was, letter by letter. */
export function withScript(text: string, script: readonly Inject[]): string {
  const block = blockOf(script);
  const {contents} = parseDocument(text);
  const pair = isMap(contents)
    ? contents.items.find(({key}) => String((key as {value?: unknown}).value) === 'script')
    : undefined;
  const begin = (pair?.key as {range?: [number, number, number]} | undefined)?.range?.[0];
  const end = (pair?.value as {range?: [number, number, number]} | null | undefined)?.range?.[2];
  if (begin === undefined || end === undefined) return `${text.trimEnd()}\n${block}`;
  const rest = text.slice(end);
  return `${text.slice(0, begin)}${block}${rest === '' || rest.startsWith('\n') ? rest : `\n${rest}`}`;
}

/** Longer texts stand below their key, in lines. */
const SHORT = 80;
/** Parts that stand in one line. */
const WHEN = ['after', 'when', 'unless'];
/** Stands for a space at which no line may end. */
const GLUE = '\uE000';

function blockOf(script: readonly Inject[]): string {
  const document = new Document({script: script.map(written)});
  visit(document, {
    Seq(_, seq) {
      seq.flow = seq.items.every(isScalar);
    },
    Pair(_, {key, value}) {
      if (isMap(value) && isScalar(key)) value.flow = WHEN.includes(String(key.value)) || isShortText(value);
    },
    Scalar(_, scalar) {
      if (typeof scalar.value !== 'string') return;
      const isFolded = scalar.value.length > SHORT && !/\n|^\s|\s$/.test(scalar.value);
      if (isFolded) scalar.type = Scalar.BLOCK_FOLDED;
      scalar.value = scalar.value.replaceAll(/\{\{ (\S+) \}\}/g, `{{${GLUE}$1${GLUE}}}`);
    },
  });
  return document.toString({lineWidth: 120, flowCollectionPadding: false}).replaceAll(GLUE, ' ');
}

/** A text in some languages that fits beside its key. */
const isShortText = (map: YAMLMap): boolean => map.has('en') && JSON.stringify(map.toJSON()).length < 100;

/** An inject as its author would write it: in this order, and without what goes without saying. */
function written(inject: Inject): Record<string, unknown> {
  const entries = ORDER.flatMap(key => {
    const value = inject[key];
    const isDefault = JSON.stringify(value) === JSON.stringify(DEFAULTS[key]);
    return value === undefined || isDefault ? [] : [[key, key === 'after' ? withoutDelay(value) : value] as const];
  });
  return Object.fromEntries(entries);
}

function withoutDelay(after: unknown): unknown {
  const {delay, ...rest} = after as {delay: string};
  return delay === '0s' ? rest : {...rest, delay};
}
