import type {Size} from '../../text/layout.js';
import {cutLine, type Line, line, span} from '../../text/line.js';
import {wrapLine} from '../../text/wrap-line.js';
import {askFooter, askLines} from '../ask/ask-lines.js';
import type {LiveContext} from '../context.js';
import {keyText, liveFooter, liveKeyLines} from '../keymap.js';
import {toldLines, when} from '../rows/parts.js';
import {beside, block, type Group, listLines, partsOf} from '../rows/rows.js';
import type {LiveUi} from '../ui.js';
import {countsOf, detailOf, groupsOf, selectedKey} from './blocks.js';
import {boardLines} from './board.js';
import {countsRule, liveHeader} from './header.js';
import {joinLines} from './joins.js';
import {placeLines} from './places.js';
import {steerLayout, steerLines} from './steer.js';
import {teachDetail, teachLines} from './teach.js';

/** The smallest screen that shows anything, and from which width on there are two columns. */
export const LIVE_MIN: Size = {columns: 40, rows: 12};
const WIDE_FROM = 110;
/** Header and footer, and the rules below and above them. */
const FRAME = 4;

/** One whole picture of a live drill: exactly as many lines as the screen has, none wider than it. */
export function livePicture(context: LiveContext, ui: LiveUi, size: Size): Line[] {
  const {columns: width, rows} = size;
  const {symbols} = context;
  const height = rows - FRAME;
  const body = ui.overlay ? overlayLines(context, ui, {width, height}) : bodyLines(context, ui, {width, height});
  return [
    liveHeader(context, width),
    countsRule(countsOf(context), width, context),
    ...Array.from({length: height}, (_, row) => body[row] ?? line('')),
    noticeRule(context, ui, width),
    footer(context, ui, width),
  ].map(spans => cutLine(context.ascii ? inAscii(spans) : spans, width, symbols.ellipsis));
}

/** Marks of our own sentences that symbols do not stand for; each stays as wide as it is. */
const inAscii = (spans: Line): Line =>
  spans.map(part => ({
    ...part,
    text: part.text.replaceAll(/[“”„]/g, '"').replaceAll('’', "'").replaceAll('·', '-').replaceAll('\u00a0', ' '),
  }));

/** Lines of an overlay that are visible at once. */
export const livePage = ({rows}: Size): number => rows - FRAME;

/** All lines of the overlay, wrapped. */
export function overlayContent(context: LiveContext, ui: LiveUi, width: number): Line[] {
  const whole = (spans: readonly Line[]) => spans.flatMap(one => wrapLine(one, width));
  if (ui.overlay === 'keys') return whole(liveKeyLines(context));
  if (ui.overlay === 'feed') {
    const told = context.told.map(({t, text}): Line => [span(' '), when(t), span(text)]);
    return told.length ? whole(told) : [line(` ${context.words.nothingYet}`, 'muted')];
  }
  const selected = selectedKey(groupsOf(context), ui.selected);
  return whole(detailOf(partsOf(selected), context, width));
}

function overlayLines(context: LiveContext, ui: LiveUi, {width, height}: {width: number; height: number}): Line[] {
  if (ui.overlay === 'joins') return joinLines(context.joinWays, ui.way, {width, height}, context);
  const lines = overlayContent(context, ui, width);
  const last = Math.max(0, lines.length - height);
  const from = ui.follow ? last : Math.min(ui.scroll, last);
  return lines.slice(from, from + height);
}

function bodyLines(context: LiveContext, ui: LiveUi, {width, height}: {width: number; height: number}): Line[] {
  const {symbols, hello, view} = context;
  const rule = line(symbols.rule.repeat(width), 'muted');
  if (hello.kind === 'board') return (view.workshop ? placeLines : boardLines)(context, {width, height});
  const groups = groupsOf(context);
  const selected = selectedKey(groups, ui.selected);
  const below = (columns: number, room: number): Line[] =>
    ui.asking
      ? askLines(ui.asking.form, columns, room, context)
      : shortened(detailOf(partsOf(selected), context, columns), columns, room, context);
  if (hello.kind === 'controls') {
    const {upper, detail: room} = steered(context, groups, selected, {width, height});
    const blocks = [...block(upper, width, height - room - 1, symbols.ellipsis), rule];
    if (width >= WIDE_FROM) {
      const half = Math.floor((width - 2) / 2);
      const detail = block(below(half - 1, room), half, room, symbols.ellipsis);
      return [...blocks, ...beside(detail, toldLines(context, room), symbols.wall)];
    }
    const feed = ui.asking ? 0 : Math.max(0, Math.min(3, room - 4));
    const detail = block(below(width, room - feed), width, room - feed, symbols.ellipsis);
    return [...blocks, ...detail, ...toldLines(context, feed)];
  }
  if (width >= WIDE_FROM) {
    const half = Math.floor((width - 2) * 0.56);
    const list = block(listLines(groups, selected, {width: half - 1, height}, context), half, height, symbols.ellipsis);
    return beside(list, below(width - half - 2, height), symbols.wall);
  }
  const detail = Math.max(4, Math.floor(height * 0.36));
  const upper = height - detail - 1;
  return [
    ...block(listLines(groups, selected, {width, height: upper}, context), width, upper, symbols.ellipsis),
    rule,
    ...below(width, detail),
  ];
}

/** What stands above the detail for those who lead: a script, or teams; and how many lines the detail has. */
function steered(
  context: LiveContext,
  groups: readonly Group[],
  selected: string | undefined,
  {width, height}: {width: number; height: number},
): {upper: Line[]; detail: number} {
  if (context.view.workshop) {
    const detail = teachDetail(height, groups);
    return {detail, upper: teachLines(groups, selected, {width, height: height - detail - 1}, context)};
  }
  const layout = steerLayout(height, groups);
  return {detail: layout.detail, upper: steerLines(groups, selected, {width, layout}, context)};
}

/** As many lines of a detail as fit; where that is not all, the last one says how to see the rest. */
function shortened(
  lines: readonly Line[],
  width: number,
  height: number,
  {symbols, ascii, words}: LiveContext,
): Line[] {
  if (lines.length <= height) return [...lines];
  const more = ` ${symbols.ellipsis} ${words.more(lines.length - height + 1, ascii ? 'enter' : '⏎')}`;
  return [...lines.slice(0, height - 1), line(more, 'muted')].map(spans => cutLine(spans, width, symbols.ellipsis));
}

/** The rule above the footer, with what the last thing that was done came to. */
function noticeRule({symbols, waiting}: LiveContext, {notice}: LiveUi, width: number): Line {
  if (!notice || (notice.whileWaiting && !waiting)) return line(symbols.rule.repeat(width), 'muted');
  const mark = notice.isBad ? symbols.warning : symbols.ok;
  return [span(symbols.rule.repeat(2), 'muted'), span(` ${mark} ${notice.text} `, notice.isBad ? 'late' : 'ok', true)];
}

function footer(context: LiveContext, ui: LiveUi, width: number): Line {
  if (ui.asking) return askFooter(ui.asking.form, context);
  if (ui.overlay)
    return [context.words.ask.scroll, context.words.ask.back].flatMap(text =>
      keyText(context.ascii ? text.replace('↑↓', 'up/down') : text),
    );
  const selected = selectedKey(groupsOf(context), ui.selected);
  return liveFooter(context, partsOf(selected), width);
}
