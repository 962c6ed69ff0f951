/** Scalar fields of an audit event that can be told from a line that was cut off. */
const TOLD = ['level', 'auditID', 'stage', 'requestURI', 'verb', 'username', 'userAgent', 'stageTimestamp'] as const;
/** Where JSON may begin: an object, a list of them, or a text that holds JSON once more. */
const BEGINNING = /\{(?=\s*["}])|\[(?=\s*\{)|"(?=\s*[{[]\s*\\")/g;
/** A runtime, syslog and a shipper put a few words before the JSON; braces beyond those are inside of it. */
const BEGINNINGS_TRIED = 4;

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
  if (!/audit_?id/i.test(text)) return undefined;
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'), text.lastIndexOf('"')) + 1;
  for (const {index} of [...text.matchAll(BEGINNING)].slice(0, BEGINNINGS_TRIED)) {
    const record = parsed(text.slice(index, end));
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
