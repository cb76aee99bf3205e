/** Errors of the SDK that speak of no request leave as they are, unless they show what the call brought along. */
import { cleanCopy, type CleanCopy } from './data.ts';
import type { Redactor } from '../secrets/text.ts';
import { redactedCause } from './headers.ts';

/** What is copied of such an error: a prompt may be long, and a copy of it says nothing. */
const LIMITS = { chars: 1_024, items: 50, depth: 8 };

/**
 * A copy of the same class without what may not be seen; the error itself if it shows nothing of that kind.
 * `AI_InvalidPromptError` and others hold the prompt.
 */
export function withoutSecrets(error: object, redact: Redactor): object {
  const copy: object = Object.create(Object.getPrototypeOf(error) as object);
  let isChanged = false;
  for (const key of Reflect.ownKeys(error)) {
    const property = Object.getOwnPropertyDescriptor(error, key);
    if (property === undefined) continue;
    const { get: _get, set: _set, ...plain } = property;
    // The stack is an accessor in some engines.
    const value: unknown = 'value' in property ? property.value : (error as Record<PropertyKey, unknown>)[key];
    const clean = key === 'cause' ? cleanCause(value, redact) : cleanValue(value, redact);
    isChanged ||= clean.isChanged;
    Object.defineProperty(copy, key, { ...plain, value: clean.value, writable: true });
  }
  return isChanged ? copy : error;
}

function cleanValue(value: unknown, redact: Redactor): CleanCopy {
  if (typeof value !== 'string') return cleanCopy(value, redact, LIMITS);
  // A stack is longer than other texts.
  const clean = redact(value);
  return { value: clean, isChanged: clean !== value };
}

function cleanCause(cause: unknown, redact: Redactor): CleanCopy {
  if (cause === undefined || cause === null) return { value: cause, isChanged: false };
  const { message } = cause as { message?: unknown };
  const value = redactedCause(cause, redact);
  return { value, isChanged: !(cause instanceof Error) || value?.message !== message || cause.cause != null };
}
