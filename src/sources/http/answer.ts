import {JsonTextError, parseJson} from '../../lib/json/text.js';

/** What a server answered, before anybody has looked at it. */
export interface RawAnswer {
  status: number;
  type: string;
  location?: string | undefined;
  text: string;
}

/** At most this much of an answer is reported. */
const TOLD = 300;

const isHtml = ({type, text}: RawAnswer): boolean =>
  /\bx?html\b/i.test(type) || /^\s*<(!doctype html|html)\b/i.test(text);

/** `(Sign in)`: what a page calls itself. */
function titleOf(text: string): string {
  const [, title = ''] = /<title[^>]*>([^<]{1,200})/i.exec(text) ?? [];
  return title.trim() ? ` (${oneLine(title)})` : '';
}

/**
 * What is wrong with an answer that does not come from the intended server, after the words `URL …`; undefined:
 * nothing.
 */
export function strangerIn(answer: RawAnswer, asked: string, url: string): string | undefined {
  const {status, location, text} = answer;
  if (status >= 300 && status < 400 && status !== 304) {
    const target = location === undefined ? 'nowhere' : targetOf(location, url);
    return `redirects ${asked} to ${target} (${status}), which is not followed: give auth if that is a login page, else name the address behind it as url`;
  }
  if (!isHtml(answer)) return undefined;
  const page = `an HTML page${titleOf(text)}`;
  return status < 300
    ? `answered ${asked} with ${page}, not JSON: a login page or a proxy; give auth, or the address behind it`
    : `answered ${status} to ${asked} with ${page}: a proxy before it says so`;
}

/** Without query and user: tokens stand there. */
function targetOf(location: string, url: string): string {
  const target = URL.parse(location, url);
  return oneLine(
    target ? `${target.origin}${target.pathname}` : location.split(/[?#]/)[0]?.replace(/\/\/[^/@]*@/, '//'),
  );
}

/** The JSON of an answer; undefined where it is empty. @throws Error, in words that follow `URL `. */
export function jsonOf({type, text}: RawAnswer, asked: string): unknown {
  if (!text.trim()) return undefined;
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    const kind = type && !/json/i.test(type) ? ` (${oneLine(type)})` : '';
    throw new Error(`answered ${asked} with what is ${error.message}${kind}${said(text)}`);
  }
}

/** An answer's text after a colon, as far as it is reported. */
export function said(text: string): string {
  const line = oneLine(text.slice(0, 4 * TOLD), TOLD);
  return line ? `: ${line}` : '';
}

function oneLine(text = '', most = 120): string {
  const line = text.replace(/[\s\p{C}]+/gu, ' ').trim();
  return line.length > most ? `${line.slice(0, most)}…` : line;
}
