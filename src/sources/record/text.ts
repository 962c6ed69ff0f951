/** Scalar fields of an audit event that can be told from a line that was cut off. */
const TOLD = ['level', 'auditID', 'stage', 'requestURI', 'verb', 'username', 'userAgent', 'stageTimestamp'] as const;
/** Where JSON may begin: an object, a list of them, or a text that holds JSON once more. */
const BEGINNING = /\{(?=\s*\\?["}])|\[(?=\s*\{)|"(?=\s*[{[]\s*\\")/g;
const AUDIT_ID = /audit_?id/i;
const END: Readonly<Record<string, string>> = {'{': '}', '[': ']', '"': '"'};
/** A runtime, syslog and a shipper put a few words before the JSON; braces beyond those are inside of it. */
const BEGINNINGS_TRIED = 4;

/** Quotes are doubled in a cell of a CSV export, and escaped in the text of a logger. */
const unescaped = (text: string): unknown => {
  const inner = text.startsWith('{\\"') ? parsed(`"${text}"`) : undefined;
  return typeof inner === 'string' ? parsed(inner) : undefined;
};

/** What a text says of an audit event, and whether it was cut off before its end. */
export interface TextRecord {
  record: unknown;
  truncated: boolean;
}

/**
 * The JSON in a text field, also between what a container runtime or syslog puts around it. Of a line that a shipper or
 * store cut off, what its beginning says.
 */
export function recordInText(text: string): TextRecord | undefined {
  if (!AUDIT_ID.test(text)) return undefined;
  for (const {index} of [...text.matchAll(BEGINNING)].slice(0, BEGINNINGS_TRIED)) {
    const inner = text.slice(index, text.lastIndexOf(END[text[index] ?? ''] ?? '') + 1);
    if (!AUDIT_ID.test(inner)) continue;
    const record = parsed(inner) ?? parsed(inner.replaceAll('""', '"')) ?? unescaped(inner);
    if (record !== undefined) return {record, truncated: false};
  }
  return scrape(text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function scrape(text: string): TextRecord | undefined {
  const found: Record<string, unknown> = {};
  for (const field of TOLD) {
    const value = new RegExp(`\\\\?"${field}\\\\?"\\s*:\\s*\\\\?"([^"\\\\]*)`).exec(text)?.[1];
    if (value !== undefined) found[field === 'username' ? 'user.username' : field] = value;
  }
  return found.auditID === undefined ? undefined : {record: found, truncated: true};
}
