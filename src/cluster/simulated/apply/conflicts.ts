import {fieldConflict, type StatusError} from '../status.js';
import type {FieldConflict, Manager} from './owners.js';
import {shownPath} from './paths.js';

/** The refusal of an apply: who owns which fields with another value. */
export function applyConflict(conflicts: readonly FieldConflict[]): StatusError {
  const found = conflicts.map(({manager, path}) => ({who: nameOf(manager), field: shownPath(path)}));
  const causes = found.map(({who, field}) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${who}`,
    field,
  }));
  return fieldConflict(messageOf(found), causes);
}

function messageOf(found: readonly {who: string; field: string}[]): string {
  const [only] = found;
  if (found.length === 1 && only) return `Apply failed with 1 conflict: conflict with ${only.who}: ${only.field}`;
  const managers = [...new Set(found.map(({who}) => who))].sort();
  const said = managers.flatMap(manager => [
    `conflicts with ${manager}:`,
    ...found.filter(({who}) => who === manager).map(({field}) => `- ${field}`),
  ]);
  return `Apply failed with ${found.length} conflicts: ${said.join('\n')}`;
}

function nameOf({manager, operation, apiVersion, subresource}: Manager): string {
  const name = `${JSON.stringify(manager)}${subresource ? ` with subresource ${JSON.stringify(subresource)}` : ''}`;
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}
