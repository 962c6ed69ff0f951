import type {Asked} from './outbox.js';

/** By what evidence goes the way of every other command. */
export const EVIDENCE = 'evidence';

/** Evidence as an outbox keeps it: its bytes as text. */
export function evidenceFields(bytes: Uint8Array, title: string, alert?: string): Readonly<Record<string, unknown>> {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return {title, bytes: btoa(binary), ...(alert !== undefined && {alert})};
}

/** The address that it is sent to, and its bytes. */
export function evidenceRequest({id, at, title, alert, bytes}: Asked): {path: string; body: Uint8Array<ArrayBuffer>} {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({id, at, title, alert}))
    if (typeof value === 'string') query.set(name, value);
  const body = Uint8Array.from(atob(String(bytes)), letter => letter.charCodeAt(0));
  return {path: `/api/evidence?${query}`, body};
}
