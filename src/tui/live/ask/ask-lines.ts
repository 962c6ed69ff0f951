import {printable} from '../../../lib/text/printable.js';
import {plain} from '../../../view/symbols.js';
import {firstRow} from '../../screens/board.js';
import {type Line, line, span} from '../../text/line.js';
import {wrapLine} from '../../text/wrap-line.js';
import type {LiveContext} from '../context.js';
import {keyText} from '../keymap.js';
import {title, wrapped} from '../rows/parts.js';
import {type Form, fieldOf} from './form.js';
import {editorLine} from './line-editor.js';

/** What is asked, in place of the detail: the question, and what can be chosen. */
export function askLines(form: Form, width: number, height: number, {symbols, words}: LiveContext): Line[] {
  const field = fieldOf(form);
  if (!field) return [];
  const isSure = field.kind === 'sure';
  const heads = [
    title(form.title).map(part => ({...part, tone: isSure ? ('late' as const) : (part.tone ?? 'plain')})),
    ...wrapped(field.ask, width),
  ];
  if (field.kind === 'line')
    return [...heads, line(''), [span(` ${symbols.selected} `, 'ok', true), ...editorLine(form.editor, width - 5)]];
  if (field.kind === 'sure') return [...heads, line(''), line(` ${words.ask.yesNo}`, 'plain', true)];
  const room = Math.max(1, height - heads.length);
  const from = firstRow(form.option, field.options.length, room);
  const options = field.options.slice(from, from + room).flatMap((option, place): Line[] => {
    const at = from + place;
    const isMarked = at === form.option;
    const whole = [
      span(isMarked ? ` ${symbols.selected} ` : '   ', 'ok', true),
      span(at < 9 ? `${at + 1}  ` : '   ', 'muted'),
      span(printable(option.label), 'plain', isMarked),
    ];
    return wrapLine(whole, width);
  });
  return [...heads, ...options];
}

/** The keys while something is asked. */
export function askFooter(form: Form, {ascii, words: {ask}}: LiveContext): Line {
  const kind = fieldOf(form)?.kind;
  const isLast = form.place === form.fields.length - 1;
  const keys =
    kind === 'line'
      ? [isLast ? ask.done : ask.next, ask.cancel]
      : kind === 'choice'
        ? [ask.choose, ask.take, ask.atOnce, ask.cancel]
        : [ask.yes, ask.no];
  return keys.flatMap(text => keyText(plain(text, ascii)));
}
