import {type FormEvent, type ReactNode, useId, useState} from 'react';
import {useLive} from './live.js';

/** What a form holds, by the names of its fields. */
export type Fields = (name: string) => string;

/** A form that does something. What was refused stays in it; what was done, or is kept, is cleared. */
export function CommandForm({
  command,
  submit,
  label,
  read,
  children,
}: {
  command: string;
  submit: string;
  /** For those who hear the page: what the button is about. */
  label?: string;
  /** What is asked for, from the fields of the form. */
  read: (of: Fields, all: (name: string) => string[]) => Readonly<Record<string, unknown>>;
  children: ReactNode;
}) {
  const {send} = useLive();
  const [isBusy, setBusy] = useState(false);
  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isBusy) return;
    const form = event.currentTarget;
    const data = new FormData(form);
    const all = (name: string) => data.getAll(name).map(String);
    setBusy(true);
    const outcome = await send(
      command,
      read(name => all(name)[0] ?? '', all),
    );
    setBusy(false);
    if (outcome.state !== 'refused') form.reset();
  };
  return (
    <form onSubmit={event => void onSubmit(event)}>
      {children}
      <button type="submit" aria-label={label} aria-disabled={isBusy}>
        {submit}
      </button>
    </form>
  );
}

/** A field with its label, and what helps to fill it. */
export function Field({
  label,
  name,
  help,
  lines,
  ...input
}: {
  label: string;
  name: string;
  help?: string;
  /** How many lines it shows; absent: it holds one. */
  lines?: number;
  required?: boolean;
  maxLength?: number;
  type?: string;
  defaultValue?: string;
  autoComplete?: string;
  autoFocus?: boolean;
  accept?: string;
  placeholder?: string;
}) {
  const id = useId();
  const own = {id, name, ...(help !== undefined && {'aria-describedby': `${id}-help`})};
  const {accept: _, type: __, ...shared} = input;
  return (
    <p className="field">
      <label htmlFor={id}>{label}</label>
      {lines === undefined ? <input {...own} {...input} /> : <textarea {...own} {...shared} rows={lines} />}
      {help !== undefined && (
        <small id={`${id}-help`} className="quiet">
          {help}
        </small>
      )}
    </p>
  );
}

/** A field that is one of several. */
export function Choice({
  label,
  name,
  options,
  value,
}: {
  label: string;
  name: string;
  options: readonly {id: string; text: string}[];
  /** The one that is chosen at first. */
  value?: string;
}) {
  const id = useId();
  return (
    <p className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} name={name} defaultValue={value}>
        {options.map(option => (
          <option key={option.id} value={option.id}>
            {option.text}
          </option>
        ))}
      </select>
    </p>
  );
}

/** Several of which one is chosen, or any number, all in sight. */
export function Options({
  legend,
  name,
  type,
  options,
  isRequired = false,
}: {
  legend: string;
  name: string;
  type: 'radio' | 'checkbox';
  options: readonly {id: string; text: string}[];
  isRequired?: boolean;
}) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      {options.map(({id, text}) => (
        <label key={id} className="option">
          <input type={type} name={name} value={id} required={isRequired} /> {text}
        </label>
      ))}
    </fieldset>
  );
}
