/** Where in a record the audit event is: the record itself, in a list that it is, under a name, or as JSON in a text. */
export type Place =
  | {kind: 'root'}
  | {kind: 'list'}
  | {kind: 'under'; path: string}
  /** The field that holds the text. */
  | {kind: 'json'; path: string};

/** `at the root`, `under kubernetes.audit`, `as JSON in log`. */
export function placeText(place: Place): string {
  switch (place.kind) {
    case 'root':
      return 'at the root';
    case 'list':
      return 'in a list at the root';
    case 'under':
      return `under ${place.path}`;
    case 'json':
      return `as JSON in ${place.path}`;
  }
}

/** `event` of a stack file for a place: `{json: body}`. */
export function shapeText(place: Place): string {
  if (place.kind === 'under') return `{under: ${place.path}}`;
  return place.kind === 'json' ? `{json: ${place.path}}` : 'root';
}

/** The field whose text holds the event; undefined where the event is not in a text. */
export const textField = (place: Place | undefined): string | undefined =>
  place?.kind === 'json' ? place.path : undefined;
