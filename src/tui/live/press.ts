import type {Key} from 'ink';
import type {Size} from '../text/layout.js';
import type {Begun} from './actions/action.js';
import {newForm, paste, press} from './ask/form.js';
import type {LiveContext} from './context.js';
import type {Effect} from './effect.js';
import {offered} from './keymap.js';
import {type Group, partsOf} from './rows/rows.js';
import {detailOf, groupsOf, moved, nextBlock, selectedKey} from './screen/blocks.js';
import {livePage, overlayContent} from './screen/picture.js';
import type {LiveUi} from './ui.js';

/** What a key press makes of the screen, and what is to be done. */
export interface Pressed {
  ui: LiveUi;
  effect?: Effect;
}

/** One key press; pure, so that keys are tested without a terminal. */
export function pressed(ui: LiveUi, input: string, key: Partial<Key>, context: LiveContext, size: Size): Pressed {
  const {notice: _, ...quiet} = ui;
  if (ui.asking) return answering(quiet, input, key);
  if (ui.overlay) return scrolling(quiet, input, key, context, size);
  if (input === 'q' || (key.ctrl && input === 'c')) return begin(quiet, leaving(context));
  if (key.ctrl) return {ui: quiet};
  const groups = groupsOf(context);
  const selected = selectedKey(groups, ui.selected);
  const to = toRow(groups, selected, key);
  if (to !== undefined) return {ui: {...quiet, selected: to}};
  if (input === '?') return {ui: {...quiet, overlay: 'keys', scroll: 0, follow: false}};
  if (input === 'f' && context.hello.kind !== 'board')
    return {ui: {...quiet, overlay: 'feed', scroll: 0, follow: true}};
  if (key.return) return opening(quiet, selected, context, size);
  const at = partsOf(selected);
  const action = offered(context, at).find(({keys}) => keys.includes(input));
  return action ? begin(quiet, action.begin(context, at, input)) : {ui: quiet};
}

/** The row that a key moves the marker to. */
function toRow(groups: readonly Group[], from: string | undefined, key: Partial<Key>): string | undefined {
  if (key.tab) return nextBlock(groups, from, key.shift ? -1 : 1);
  const by = key.upArrow ? -1 : key.downArrow ? 1 : key.pageUp ? -5 : key.pageDown ? 5 : 0;
  return by ? moved(groups, from, by) : undefined;
}

/** Text that was pasted. */
export const pasted = (ui: LiveUi, text: string): LiveUi =>
  ui.asking ? {...ui, asking: {...ui.asking, form: paste(ui.asking.form, text)}} : ui;

/** What a key leads to, from the screen. */
function begin(ui: LiveUi, begun: Begun): Pressed {
  if ('why' in begun) return {ui: {...ui, notice: {text: begun.why, isBad: true}}};
  if ('asking' in begun) return {ui: {...ui, asking: begun.asking}};
  if ('overlay' in begun) return {ui: {...ui, overlay: begun.overlay, scroll: 0, follow: false, way: 0}};
  return {ui, effect: begun.effect};
}

function answering(ui: LiveUi, input: string, key: Partial<Key>): Pressed {
  const {asking, ...rest} = ui;
  if (!asking) return {ui};
  if (key.ctrl && input === 'c' && asking.insisted) return {ui: rest, effect: asking.insisted};
  const step = press(asking.form, input, key);
  if (step.state === 'open') return {ui: {...ui, asking: {...asking, form: step.form}}};
  return step.state === 'cancelled' ? {ui: rest} : {ui: rest, effect: asking.leadsTo(step.values)};
}

/** What a person who leaves is asked; a second Ctrl-C insists. */
function leaving({isConductor, connection, view, words: {leave}}: LiveContext): Begun {
  if (connection === 'over' || connection === 'removed') return {effect: {kind: 'leave'}};
  if (!isConductor) {
    const fields = [{kind: 'sure', ask: leave.sure}] as const;
    return {
      asking: {form: newForm(leave.drill, fields), leadsTo: () => ({kind: 'leave'}), insisted: {kind: 'leave'}},
    };
  }
  const isOver = view.clock.state === 'ended';
  const [name, label] = isOver ? ['finish', leave.finish] : ['stop', leave.stop];
  const what = [
    {
      value: 'leave',
      label: leave.screen(isOver),
    },
    {value: name, label},
  ];
  const insisted: Effect = isOver ? {kind: 'do', name: 'finish'} : {kind: 'stop'};
  const form = newForm(leave.title, [{kind: 'choice', name: 'what', ask: leave.back, options: what}]);
  return {asking: {form, leadsTo: values => (values.what === 'leave' ? {kind: 'leave'} : insisted), insisted}};
}

/** Opens what is selected; an inject that is opened is read. */
function opening(ui: LiveUi, selected: string | undefined, context: LiveContext, {columns}: Size): Pressed {
  const at = partsOf(selected);
  if (!detailOf(at, context, columns).length) return {ui};
  const opened: Pressed = {ui: {...ui, overlay: 'whole', scroll: 0, follow: false}};
  const {hello, view} = context;
  const isUnread = at.kind === 'inject' && view.injects[at.id]?.readBy.includes(hello.person) === false;
  if (!isUnread || !hello.can.includes('read') || hello.kind !== 'responds') return opened;
  return {...opened, effect: {kind: 'do', name: 'read', input: {inject: at.id}}};
}

function scrolling(ui: LiveUi, input: string, key: Partial<Key>, context: LiveContext, size: Size): Pressed {
  const {overlay: _, ...under} = ui;
  if (
    key.escape ||
    key.return ||
    input === 'q' ||
    (input === '?' && ui.overlay === 'keys') ||
    (key.ctrl && input === 'c')
  )
    return {ui: under};
  const by = stepOf(input, key, livePage(size));
  if (by === undefined) return {ui};
  if (ui.overlay === 'joins') {
    return {ui: {...ui, way: Math.max(0, Math.min(context.joinWays.length - 1, ui.way + Math.sign(by)))}};
  }
  const last = Math.max(0, overlayContent(context, ui, size.columns).length - livePage(size));
  const from = ui.follow ? last : Math.min(ui.scroll, last);
  const scroll = Math.max(0, Math.min(last, from + by));
  return {ui: {...ui, scroll, follow: ui.overlay === 'feed' && scroll === last}};
}

function stepOf(input: string, key: Partial<Key>, page: number): number | undefined {
  if (key.upArrow || input === 'k') return -1;
  if (key.downArrow || input === 'j') return 1;
  if (key.pageUp) return -(page - 1);
  if (key.pageDown || input === ' ') return page - 1;
  if (key.home || input === 'g') return -100_000;
  return key.end || input === 'G' ? 100_000 : undefined;
}
