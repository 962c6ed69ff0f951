import {isMap} from '../objects.js';

export type Fields = Record<string, unknown>;

/** What is wrong with an object: of its state, and of what has become of it. */
export type Check = (after: Fields, before?: Fields) => string[];

export const fieldsOf = (value: unknown): Fields => (isMap(value) ? value : {});
export const entries = (value: unknown): [string, unknown][] => Object.entries(fieldsOf(value));
export const items = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isMap) : []);

/** A value as Go writes it in JSON: maps in the order of their keys. */
export function goJson(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, inner: unknown) =>
    isMap(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

export const invalidValue = (value: unknown, why: string): string => `Invalid value: ${goJson(value)}: ${why}`;
export const unsupported = (field: string, value: unknown, words: readonly string[]): string =>
  `${field}: Unsupported value: ${goJson(value)}: supported values: ${words.map(word => JSON.stringify(word)).join(', ')}`;

/** A rule for texts, and how Kubernetes says that one is broken. */
export interface TextRule {
  pattern: RegExp;
  said: string;
}

const PART =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
export const LABEL_NAME: TextRule = {
  pattern:
    /^(([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)*[a-z0-9]([-a-z0-9]*[a-z0-9])?\/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/,
  said: `name part ${PART} (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
};
export const LABEL_VALUE: TextRule = {
  pattern: /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/,
  said: `a valid label must be an empty string or ${PART.replace('must consist', 'consist')} (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
};

export const broken = (field: string, text: string, {pattern, said}: TextRule): string[] =>
  pattern.test(text) ? [] : [`${field}: ${invalidValue(text, said)}`];

const LONGEST_LABEL = 63;

/** What is wrong with labels, or with what is asked of them. */
export const labelProblems = (field: string, labels: unknown): string[] =>
  entries(labels).flatMap(([name, value]) => [
    ...broken(field, name, LABEL_NAME),
    ...(String(value).length > LONGEST_LABEL
      ? [`${field}: ${invalidValue(value, `must be no more than ${LONGEST_LABEL} characters`)}`]
      : []),
    ...broken(field, String(value), LABEL_VALUE),
  ]);
