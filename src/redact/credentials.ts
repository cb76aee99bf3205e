/**
 * The credentials that a model object itself holds. Provider packages keep them in `config`: as plain data, or behind
 * `config.headers`, the function that the model calls for every request.
 *
 * Only own data properties are read, no getter is called, and of all functions only that one: after a failure, once,
 * never if it is asynchronous (it may fetch a token), and whatever it throws or promises is ignored.
 */
import { calledHeaders } from '../cloudflare/request-headers.ts';
import { addHeaderSecrets } from '../secrets/header-secrets.ts';
import { secretKind } from '../secrets/names.ts';

const MAX_DEPTH = 4;
const MAX_VALUES = 200;

/** Fields of a model that hold settings. */
const SETTINGS = ['config', 'settings', 'options', 'credentials', 'headers', 'apiKey', 'gateway'];

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The value of an own property that is plain data. */
function own(value: object, key: string): unknown {
  try {
    return Object.getOwnPropertyDescriptor(value, key)?.value as unknown;
  } catch {
    return undefined;
  }
}

function keysOf(value: object): string[] {
  try {
    return Object.keys(value).slice(0, MAX_VALUES);
  } catch {
    return [];
  }
}

/** Adds every credential that the model holds where it can be read. */
export function addModelSecrets(model: object, secrets: Set<string>): void {
  let values = 0;
  const visit = (value: object, depth: number, isSecret: boolean): void => {
    values += 1;
    if (depth > MAX_DEPTH || values > MAX_VALUES || ArrayBuffer.isView(value)) return;
    for (const key of keysOf(value)) {
      const item = own(value, key);
      const hides = isSecret || secretKind(key) !== undefined;
      if (typeof item === 'string' && hides && item.length >= 6) secrets.add(item.slice(0, 8_192));
      else if (key === 'headers' && isObject(item)) addHeaderSecrets(item, secrets);
      else if (isObject(item)) visit(item, depth + 1, hides);
    }
  };
  for (const key of SETTINGS) {
    const value = own(model, key);
    if (typeof value === 'string' && secretKind(key) !== undefined && value.length >= 6) secrets.add(value);
    if (!isObject(value)) continue;
    visit(value, 0, secretKind(key) !== undefined);
    if (key === 'headers') addHeaderSecrets(value, secrets);
  }
  const config = own(model, 'config');
  if (isObject(config)) addHeaderSecrets(calledHeaders(config), secrets);
}
