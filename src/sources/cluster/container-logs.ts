import {RE2JS} from 're2js';
import {z} from 'zod';
import {textWithoutSecrets} from '../../audit/redact.js';
import {messageOf} from '../../lib/errors.js';
import {Pattern} from '../../scenario/steps/step-parts.js';
import type {Claim} from '../claim.js';
import {common, every} from '../kit/config.js';
import {claimsIn, IdentityFields} from '../kit/identity.js';
import {sourceType} from '../kit/source-type.js';
import type {Answer, Interest, Signal, Source} from '../source.js';
import {ASK_FOR_ROLE, type ClusterApi, clusterApi} from './api.js';
import {clusterEvidence} from './evidence.js';
import {type LogLine, PodLogs} from './pod-logs.js';
import {mayRead} from './review.js';

const schema = z
  .strictObject({
    type: z.literal('container-logs'),
    ...common,
    every,
    namespace: z
      .string()
      .min(1)
      .optional()
      .meta({description: "Whose logs: of pods in this namespace; default: of the attack's own pods"}),
    selector: z.string().min(1).optional().meta({description: 'Label selector that narrows these pods down'}),
    match: Pattern.optional().meta({description: 'Regular expression (RE2): only lines that it finds are evidence'}),
    identity: IdentityFields,
  })
  .meta({description: 'What containers write, read through the API server'});
type Config = z.output<typeof schema>;

/** At most this many lines of a container are reported in a run: evidence, not a copy of its log. */
const MOST_LINES = 50;

/**
 * What containers write to their log: those of the attack's own pods, or those of somebody who writes down what others
 * do, whose lines have to say whose request they are about.
 */
export const containerLogs = sourceType({
  schema,
  stage: () => 'audited',
  permissions: () => [
    {apiGroups: [''], resources: ['pods'], verbs: ['list']},
    {apiGroups: [''], resources: ['pods/log'], verbs: ['get']},
  ],
  open(config, context): Source {
    const {id, clock, startedAt} = context;
    const api = clusterApi(context);
    const logs = new PodLogs(api, startedAt);
    const pattern = config.match === undefined ? undefined : RE2JS.compile(config.match);
    const told = new Map<string, number>();
    const isTold = ({namespace, pod, container}: LogLine) => {
      const key = `${namespace}/${pod}/${container}`;
      const count = (told.get(key) ?? 0) + 1;
      told.set(key, count);
      return count <= MOST_LINES;
    };
    const source = clusterEvidence(api, config, context, async (interest, signal) => {
      const {namespace, selector} = config;
      const namespaces = namespace === undefined ? interest.tokens() : [namespace];
      const lines = await Promise.all(namespaces.map(name => logs.next({namespace: name, selector}, signal)));
      const seenAt = clock.now();
      return lines
        .flat()
        .filter(line => pattern?.matcher(line.text).find() ?? true)
        .map(line => signalOf(line, claimsOf(line, config, interest), {source: id, seenAt}))
        .filter(({claims, line}) => claims.length && isTold(line))
        .map(({line: _, ...told}) => told);
    });
    return {...source, check: signal => check(api, config, signal)};
  },
});

/** Lines of the attack's own pods are about what goes on in them; others must say whose request they are about. */
function claimsOf({text, namespace, pod, at}: LogLine, config: Config, interest: Interest): Claim[] {
  if (config.namespace === undefined) return [{namespace, pod, at}];
  const found = claimsIn(documentIn(text), config.identity, interest);
  return found.map(claim => (claim.at === undefined ? {...claim, at} : claim));
}

/** Structured where the line is JSON, also behind a head. */
function documentIn(text: string): unknown {
  try {
    return JSON.parse(text.slice(Math.max(0, text.indexOf('{'))));
  } catch {
    return {text};
  }
}

function signalOf(line: LogLine, claims: Claim[], seen: Pick<Signal, 'source' | 'seenAt'>): Signal & {line: LogLine} {
  const {namespace, pod, container, at, text} = line;
  return {
    ...seen,
    line,
    stage: 'audited',
    sourceTime: at,
    claims,
    evidence: {
      kind: 'record',
      ref: `${namespace}/${pod}/${container} ${at}`,
      document: {namespace, pod, container, at, text: textWithoutSecrets(text)},
    },
  };
}

async function check(api: ClusterApi, {namespace}: Config, signal: AbortSignal): Promise<Answer> {
  const needed = [
    {verb: 'list', resource: 'pods', namespace},
    {verb: 'get', resource: 'pods', subresource: 'log', namespace},
  ] as const;
  try {
    const lacking = await mayRead(api, needed, signal);
    if (lacking.length) {
      return {state: 'failed', detail: `the drill may not ${lacking.join(', ')}`, next: [ASK_FOR_ROLE]};
    }
    const whose = namespace === undefined ? "of the attack's own pods" : `in ${namespace}`;
    return {state: 'ok', detail: `logs ${whose} may be read`, next: []};
  } catch (error) {
    return {state: 'failed', detail: messageOf(error), next: [ASK_FOR_ROLE]};
  }
}
