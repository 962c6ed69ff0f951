import type {RequestInfo} from '../../kube/request-info.js';
import type {Facts} from './facts.js';
import {type Files, POLICY, type Way} from './way.js';

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];
const resourceOf = ({resource = '', subresource}: RequestInfo): string =>
  subresource === undefined ? resource : `${resource}/${subresource}`;

/** What a rule of a policy names, so that it takes all requests of the attack. */
function taken({requests}: Facts): string[] {
  const resources = requests.filter(({isResource}) => isResource);
  const groups = unique(resources.map(({apiGroup = ''}) => apiGroup));
  const named = groups.map(group => {
    const own = unique(resources.filter(({apiGroup = ''}) => apiGroup === group).map(resourceOf));
    return `{ group: ${JSON.stringify(group)}, resources: [${own.map(name => JSON.stringify(name)).join(', ')}] }`;
  });
  const paths = unique(requests.filter(({isResource}) => !isResource).map(({path}) => path));
  if (named.length) return [`resources: [${named.join(', ')}]`];
  return [`nonResourceURLs: [${paths.map(path => JSON.stringify(path)).join(', ')}]`];
}

/** The policy with a rule above all others. */
function withRule(facts: Facts, comment: string, fields: readonly string[]): Files {
  const [first = '', ...rest] = fields;
  const lines = [`  # ${comment}`, `  - ${first}`, ...rest.map(field => `    ${field}`)];
  return {[POLICY]: facts.policy.replace(/^rules:\n/m, `rules:\n${lines.join('\n')}\n`)};
}

const dropped: Way = {
  title: 'The audit policy has level None for the resource',
  track: 'policy',
  symptom: 'Somebody made the audit log smaller last month. Since then nobody has missed anything.',
  breaks: facts => withRule(facts, 'Noise: most of the lines of a day.', ['level: None', ...taken(facts)]),
  hints: ({id}) => [
    'Follow the record from the left: at which link is it for the last time? Without an event in the audit log no rule can find anything.',
    `\`kubedrill show ${id}\` has the requests of the attack. Rules of the policy are tried from the top, and the first that matches decides.`,
    'Take away the rule at the top that has level None, or let it name only who makes the noise.',
  ],
  solution:
    'What is dropped for its volume is dropped for attackers, too. Noise is left out by who makes it (users, userGroups), never by what is asked for.',
};

const omitted: Way = {
  title: 'The audit policy omits every stage that the request has',
  track: 'policy',
  symptom: 'The audit log has had half as many lines since the last change of its policy. Most people are content.',
  breaks: ({policy}) => ({
    [POLICY]: policy
      .replace(/^# Never omit ResponseStarted.*\n/m, '')
      .replace(/^omitStages:.*$/m, 'omitStages: [RequestReceived, ResponseStarted, ResponseComplete]'),
  }),
  hints: () => [
    'The rule of the policy that decides has a level, and still there is no event. What else keeps one from being written?',
    'A request has stages: it is received, its answer begins, its answer is complete. The policy says which of them it leaves out.',
    'Leave RequestReceived alone in omitStages.',
  ],
  solution:
    'One event a request is enough, and RequestReceived is the one to do without: it knows no answer. A 401 has ResponseStarted alone, and watches and execs begin with it.',
};

const low: Way = {
  title: 'The audit level is too low for the rule',
  track: 'policy',
  symptom: 'The log has the request, and the rule for it has been there for years. It says nothing.',
  breaks: facts => withRule(facts, 'Bodies are large.', ['level: Metadata', ...taken(facts)]),
  hints: () => [
    'The request is in the audit log. What does the rule read of it that is not there?',
    'What stands in the body of a request is in events from the level Request on.',
    'Take away the rule at the top that has level Metadata, or give it the level Request.',
  ],
  solution: 'A rule reads fields, and the level decides which fields an event has: bodies begin with Request.',
};

/** Ways that an audit policy breaks the chain. */
export const POLICY_WAYS = {'policy-none': dropped, 'policy-stages': omitted, 'policy-level': low} as const;
