import type {Key} from 'ink';
import {type Editor, edit, editedText, editorOf, insert} from './line-editor.js';

/** Something that can be chosen. */
export interface Option {
  value: string;
  label: string;
}

/** One thing that is asked. */
export type Field =
  | {kind: 'line'; name: string; ask: string; most: number; initial?: string; isOptional?: boolean}
  | {kind: 'choice'; name: string; ask: string; options: readonly Option[]}
  /** Nothing but `y` goes on. */
  | {kind: 'sure'; ask: string};

/** What was entered, by the names of fields. */
export type Values = Readonly<Record<string, string>>;

/** Questions that are asked one after the other before something is done. */
export interface Form {
  title: string;
  fields: readonly Field[];
  /** The place of the field that is asked now. */
  place: number;
  values: Values;
  editor: Editor;
  /** The place of the option that is marked. */
  option: number;
}

/** What a key press makes of a form. */
export type Step = {state: 'open'; form: Form} | {state: 'cancelled'} | {state: 'done'; values: Values};

/** A form at its first field. */
export function newForm(title: string, fields: readonly Field[]): Form {
  return at({title, fields, place: 0, values: {}, editor: editorOf(), option: 0});
}

export const fieldOf = ({fields, place}: Form): Field | undefined => fields[place];

const at = (form: Form): Form => {
  const field = fieldOf(form);
  return {...form, option: 0, editor: editorOf(field?.kind === 'line' ? field.initial : '')};
};

const open = (form: Form): Step => ({state: 'open', form});

/** A key press while a form is open. */
export function press(form: Form, input: string, key: Partial<Key>): Step {
  if (key.escape || (key.ctrl && input === 'c')) return {state: 'cancelled'};
  const field = fieldOf(form);
  if (field?.kind === 'choice') return choose(form, field, input, key);
  if (field?.kind === 'line') return write(form, field, input, key);
  if (input === 'y' || input === 'Y') return next(form, {});
  return input === 'n' || input === 'N' || input === 'q' || key.return ? {state: 'cancelled'} : open(form);
}

/** Text that is pasted never ends a field, and goes nowhere but into a line. */
export function paste(form: Form, text: string): Form {
  const field = fieldOf(form);
  return field?.kind === 'line' ? {...form, editor: insert(form.editor, text.trim(), field.most)} : form;
}

function choose(form: Form, {name, options}: Field & {kind: 'choice'}, input: string, key: Partial<Key>): Step {
  const digit = /^[1-9]$/.test(input) ? Number(input) - 1 : undefined;
  const chosen = options[digit ?? form.option];
  if ((key.return || digit !== undefined) && chosen) return next(form, {[name]: chosen.value});
  const by = key.upArrow || input === 'k' ? -1 : key.downArrow || input === 'j' ? 1 : 0;
  return open({...form, option: Math.max(0, Math.min(options.length - 1, form.option + by))});
}

function write(form: Form, field: Field & {kind: 'line'}, input: string, key: Partial<Key>): Step {
  if (!key.return) return open({...form, editor: edit(form.editor, input, key, field.most)});
  const text = editedText(form.editor).trim();
  if (text) return next(form, {[field.name]: text});
  return field.isOptional ? next(form, {}) : open(form);
}

function next(form: Form, values: Values): Step {
  const after = {...form, values: {...form.values, ...values}, place: form.place + 1};
  return fieldOf(after) ? open(at(after)) : {state: 'done', values: after.values};
}
