import {type Field, newForm, type Values} from '../ask/form.js';
import type {LiveContext} from '../context.js';
import type {Effect} from '../effect.js';
import type {Asking, Overlay} from '../ui.js';
import type {Words} from '../words/en.js';

/** What is selected: its kind, and its id. */
export interface Selected {
  kind: string;
  id: string;
}

/** What a key leads to: something at once, questions first, something to look at, or a reason why not. */
export type Begun = {effect: Effect} | {asking: Asking} | {overlay: Overlay} | {why: string};

/** One line of a role's keymap: footer, overlay, handler and docs/live-screens.md are made from it. */
export interface LiveAction {
  keys: readonly string[];
  /** The command of the server that it leads to: offered to those who may do it. */
  command?: string;
  /** Absent: always. */
  when?: (context: LiveContext, selected: Selected) => boolean;
  /** Its words in the catalogue. */
  word: keyof Words['actions'];
  /** How several keys are written: in the footer, and in the list of keys. */
  several?: {footer: string; help: string};
  /** Another action with the same key stands for it in the list of keys. */
  isTwin?: true;
  begin: (context: LiveContext, selected: Selected, pressed: string) => Begun;
}

/** Does something at once. */
export const act = (name: string, input: Readonly<Record<string, unknown>> = {}, said?: string): Begun => ({
  effect: {kind: 'do', name, input, ...(said !== undefined && {said})},
});

/** Asks before it does something. */
export const ask = (title: string, fields: readonly Field[], leadsTo: (values: Values) => Effect): Begun => ({
  asking: {form: newForm(title, fields), leadsTo},
});

/** What a form leads to, mostly. */
export const doing = (name: string, input: Readonly<Record<string, unknown>> = {}, said?: string): Effect => ({
  kind: 'do',
  name,
  input,
  ...(said !== undefined && {said}),
});

type LineField = Extract<Field, {kind: 'line'}>;

export const text = (name: string, what: string, most = 2000): LineField => ({kind: 'line', name, ask: what, most});
export const maybe = (name: string, what: string, most = 2000): LineField => ({
  ...text(name, what, most),
  isOptional: true,
});
export const sure = (what: string): Field => ({kind: 'sure', ask: what});
export const choice = (
  name: string,
  what: string,
  options: readonly (readonly [value: string, label: string])[],
): Field => ({
  ...{kind: 'choice', name, ask: what},
  options: options.map(([value, label]) => ({value, label})),
});

export const running = ({view}: LiveContext): boolean => view.clock.state === 'running';
export const begun = ({view}: LiveContext): boolean => ['running', 'paused'].includes(view.clock.state);
export const notOver = ({view}: LiveContext): boolean => view.clock.state !== 'ended';
export const over = ({view}: LiveContext): boolean => view.clock.state === 'ended';

/** Whether somebody may do what an action leads to, and it makes sense now. */
export const isOffered = (action: LiveAction, context: LiveContext, selected: Selected): boolean =>
  !['over', 'removed'].includes(context.connection) &&
  (action.command === undefined || context.hello.can.includes(action.command)) &&
  (action.when?.(context, selected) ?? true);
