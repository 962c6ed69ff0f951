import {createHmac} from 'node:crypto';
import type {Secret} from '../../lib/secret.js';
import {printable} from '../../lib/text/printable.js';
import {findingText, headline} from '../judge/words.js';
import {idOf, minute, placeName} from '../page/words.js';
import type {Changes, Told} from './changes.js';

/** Findings of each kind that a chat is told one by one. */
const SHOWN = 10;

/** What a message says, before it is in anybody's form. */
interface Words {
  title: string;
  opened: string[];
  closed: string[];
  from: string;
}

function wordsOf({run, opened, closed}: Changes): Words {
  const where = `${run.drill} on ${placeName(run)}${run.kind === 'simulated' && run.cluster !== run.kind ? ', simulated' : ''}`;
  const counts = [
    ...(opened.length ? [`${opened.length} worse`] : []),
    ...(closed.length ? [`${closed.length} as before again`] : []),
  ];
  return {
    title: printable(`${where}: ${counts.join(', ')}`),
    opened: few(opened.map(findingText)),
    closed: few(closed.map(headline)),
    from: printable(`run ${idOf(run.uid)} of ${minute(run.started)}`),
  };
}

const few = (texts: readonly string[]): string[] => [
  ...texts.slice(0, SHOWN).map(printable),
  ...(texts.length > SHOWN ? [`and ${texts.length - SHOWN} more`] : []),
];

/**
 * For a webhook of Slack.
 *
 * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 */
export function slackMessage(changes: Changes): object {
  const {title, opened, closed, from} = wordsOf(changes);
  const mrkdwn = (text: string) => ({type: 'mrkdwn', text: text.slice(0, 2900)});
  const part = (head: string, lines: readonly string[]) =>
    lines.length
      ? [{type: 'section', text: mrkdwn(`*${head}*\n${lines.map(line => `• ${slackText(line)}`).join('\n')}`)}]
      : [];
  return {
    text: slackText(`kubedrill: ${title}`),
    blocks: [
      {type: 'header', text: {type: 'plain_text', text: `kubedrill: ${title}`.slice(0, 150)}},
      ...part('Worse than before', opened),
      ...part('As before again', closed),
      {type: 'context', elements: [mrkdwn(slackText(from))]},
    ],
  };
}

/** Nothing of a text may become a link, a mention or a format. */
const slackText = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[*_~`]/g, '\u200b$&');

/**
 * For a workflow of Teams, as an Adaptive Card.
 *
 * @see https://adaptivecards.io/explorer/AdaptiveCard.html
 */
export function teamsMessage(changes: Changes): object {
  const {title, opened, closed, from} = wordsOf(changes);
  const block = (text: string, more: object = {}) => ({type: 'TextBlock', text: teamsText(text), wrap: true, ...more});
  const part = (head: string, lines: readonly string[]) =>
    lines.length ? [block(head, {weight: 'Bolder'}), ...lines.map(line => block(line, {spacing: 'Small'}))] : [];
  const content = {
    ...{$schema: 'http://adaptivecards.io/schemas/adaptive-card.json', type: 'AdaptiveCard', version: '1.4'},
    body: [
      block(`kubedrill: ${title}`, {size: 'Large', weight: 'Bolder'}),
      ...part('Worse than before', opened),
      ...part('As before again', closed),
      block(from, {isSubtle: true, size: 'Small'}),
    ],
  };
  return {type: 'message', attachments: [{contentType: 'application/vnd.microsoft.card.adaptive', content}]};
}

/** A TextBlock reads a part of Markdown. */
const teamsText = (text: string): string => text.replace(/[\\`*_[\]()#]/g, '\\$&');

/** For programs: a document whose fields stay. */
export function jsonMessage({run, opened, closed}: Changes): object {
  const {uid, drill, fleet, cluster, kind, started} = run;
  return {
    ...{version: 1, event: 'findings.changed', run: uid, started: new Date(started).toISOString()},
    ...{drill, fleet, cluster, simulated: kind === 'simulated', opened: opened.map(told), closed: closed.map(told)},
  };
}

const told = (finding: Told): object => {
  const {kind, link, scenarios, since, coincidesWith, shift} = finding;
  return {
    ...{kind, ...(link && {link}), scenarios, ...(shift !== undefined && {shift})},
    ...{since: new Date(since.at).toISOString(), coincidesWith, text: findingText(finding)},
  };
};

/** With what a receiver sees that a body is ours, and not an old one: HMAC-SHA256 of `TIMESTAMP.BODY`. */
export function signature(body: string, secret: Secret, at: Date): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const mac = createHmac('sha256', secret.reveal()).update(`${timestamp}.${body}`).digest('hex');
  return {'X-Kubedrill-Timestamp': timestamp, 'X-Kubedrill-Signature': `sha256=${mac}`};
}
