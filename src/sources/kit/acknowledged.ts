import type {z} from 'zod';
import {evidenceOf} from '../../audit/redact.js';
import type {Interest, Source} from '../source.js';
import {acknowledgementOf} from './acknowledging.js';
import {ownIdsIn} from './identity.js';
import {parseAs} from './parse.js';
import {type Listen, pushedSource} from './pushed.js';
import type {Signature} from './signature.js';
import {budgetOf, type SourceContext} from './source-type.js';

/** What a post says of an alert that somebody took. */
export interface Taken {
  /** What it calls the alert. */
  of: readonly string[];
  person?: string | undefined;
  robot?: boolean;
  /** When it was taken, RFC 3339. */
  time?: string | undefined;
  /** For a person: what it is called in the product. */
  ref: string;
  /** What is kept of the post as evidence: nothing that opens anything, such as a URL that answers in a chat. */
  document: unknown;
  /** The part in which audit ids of ours say what it is about; default: the document. */
  about?: unknown;
}

/** What makes a source of a product that posts what people do about alerts. */
interface Posts<S extends z.ZodType> {
  /** Names a post in errors, such as `PagerDuty's post`. */
  what: string;
  form: S;
  /** Absent: posts are not signed. */
  signature?: Signature;
  /** Undefined for posts of anything but an acknowledgement. */
  taken(post: z.output<S>, interest: Interest): Taken | undefined;
}

/** A source of acknowledgements that a product posts. Besides the keys that it names, audit ids of ours are found in it. */
export function postedAcknowledgements<S extends z.ZodType>(
  config: {path: string; listen: Listen; robots: readonly string[]; delays: readonly {for: string; why: string}[]},
  context: SourceContext,
  {what, form, signature, taken}: Posts<S>,
): Source {
  const {id, clock} = context;
  return pushedSource(context, {
    stage: 'acknowledged',
    budget: budgetOf(config.delays),
    path: config.path,
    listen: config.listen,
    ...(signature && {signature}),
    expectForm: body => parseAs(form, body, what),
    read(body, interest) {
      const told = taken(parseAs(form, body, what), interest);
      if (!told) return [];
      const {time, ref, document, about = document} = told;
      return [
        {
          source: id,
          stage: 'acknowledged',
          seenAt: clock.now(),
          ...(time !== undefined && {sourceTime: time}),
          claims: ownIdsIn(about, interest),
          acknowledgement: acknowledgementOf(config, told),
          evidence: {kind: 'acknowledgement', ref, document: evidenceOf(document)},
        },
      ];
    },
  });
}

/** A moment in milliseconds since 1970 as RFC 3339, to the millisecond; undefined for what is none. */
export function timeOf(ms: number): string | undefined {
  const at = new Date(Math.round(ms));
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
