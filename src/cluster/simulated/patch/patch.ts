import {unsupportedMedia} from '../status.js';
import {jsonPatch} from './json-patch.js';
import {mergePatchOf} from './merge-patch.js';
import {strategicPatch} from './strategic-patch.js';

/** The media types of a PATCH. */
export const PATCH_TYPES = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

/**
 * Applies a patch to a copy of an object, as kube-apiserver does (test/envtest/patches). Server-side apply is none: what
 * it does depends on who owns what.
 *
 * @throws StatusError for a patch that cannot be applied (400, 422 or 500, as the real one has it), 415 for an unknown
 *   media type.
 */
export function patched(object: unknown, patch: unknown, mediaType: string): unknown {
  if (mediaType.startsWith(PATCH_TYPES.json)) return jsonPatch(object, patch);
  if (mediaType.startsWith(PATCH_TYPES.merge)) return mergePatchOf(object, patch);
  if (mediaType.startsWith(PATCH_TYPES.strategic)) return strategicPatch(object, patch);
  throw unsupportedMedia(
    `the body of the request was in an unknown format - accepted media types include: ${Object.values(PATCH_TYPES).join(', ')}`,
  );
}
