import type {RunView} from '../../view/view.js';
import {labelsOf} from './metrics.js';

/** What is said of something, by key. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Attributes in OTLP's form, without those that are not known. */
export const attributesOf = (attributes: Attributes): unknown[] =>
  Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [{key, value: anyValue(value)}]));

const anyValue = (value: string | number | boolean): object => {
  if (typeof value === 'string') return {stringValue: value.toWellFormed()};
  return typeof value === 'boolean'
    ? {boolValue: value}
    : Number.isInteger(value)
      ? {intValue: String(value)}
      : {doubleValue: value};
};

/** What all of it is said of: kubedrill, and the cluster that was under test. */
export function resourceOf(view: RunView, version: string): object {
  const {cluster, fleet} = labelsOf(view);
  return {
    attributes: attributesOf({
      'service.name': 'kubedrill',
      'service.version': version,
      'k8s.cluster.name': cluster,
      'kubedrill.fleet': fleet,
    }),
  };
}

/** Milliseconds since 1970 as nanoseconds, as text: a number of JavaScript has no room for the nanoseconds since 1970. */
export const nanos = (ms: number): string => (BigInt(Math.round(ms * 1000)) * 1000n).toString();
