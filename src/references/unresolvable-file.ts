/**
 * Whether a model can get at the files of a prompt. A file is never dropped: a leg that cannot resolve one is skipped.
 * Plain web addresses never count, since the SDK downloads what the models do not take; files that only their own
 * provider can open do.
 */
import { fileIn } from '../prompt/prompt-file.ts';
import { type Fields, isFields, type ModelIdentity, partsOf, text } from '../prompt/prompt-shape.ts';
import { type Target, targetOf } from '../prompt/target.ts';

/** Where files lie that nobody else can download, and the namespaces of those who can read them. */
const HOSTED: readonly (readonly [address: RegExp, what: string, namespaces: readonly string[]])[] = [
  [/^gs:/, 'a Google Cloud Storage address', ['googleVertex', 'google']],
  [/^s3:/, 'an S3 address', ['amazonBedrock']],
  [/^https:\/\/generativelanguage\.googleapis\.com\/[^/]+\/files\//, 'a file of the Gemini API', ['google']],
  [/^https:\/\/(?:www\.)?youtube\.com\/watch|^https:\/\/youtu\.be\//, 'a YouTube address', ['google', 'googleVertex']],
];

interface Found {
  readonly file: Fields;
  readonly place: 'inMessages' | 'inAnswers' | 'inToolResults';
}

/** In tool results the files stand one level deeper. */
const filesOf = (part: unknown, role: unknown): readonly Found[] => {
  if (!isFields(part)) return [];
  const file = fileIn(part);
  if (file !== undefined) return [{ file, place: role === 'assistant' ? 'inAnswers' : 'inMessages' }];
  const output = part['output'];
  if (part['type'] !== 'tool-result' || !isFields(output) || output['type'] !== 'content') return [];
  const items: readonly unknown[] = Array.isArray(output['value']) ? output['value'] : [];
  return items.flatMap(item => {
    const inResult = fileIn(item);
    return inResult === undefined ? [] : { file: inResult, place: 'inToolResults' };
  });
};

const addressOf = (data: Fields): string | undefined => {
  const url = data['url'];
  const original = data['originalUrl'];
  return text(original) ?? (url instanceof URL ? url.href : text(url));
};

const describe = ({ file, place }: Found, target: Target): string | undefined => {
  const data = file['data'];
  const mediaType = text(file['mediaType']) ?? '';
  if (place === 'inAnswers') {
    if (target.throwsForDrawn === undefined) return undefined;
    if (target.throwsForDrawn === 'all' || (isFields(data) && data['type'] === 'url')) return 'a file in an answer';
  } else if (target.losesFiles?.[place]?.test(mediaType)) {
    return `a file of type ${mediaType}`;
  }
  if (!isFields(data)) return undefined;
  const reference = data['type'] === 'reference' ? data['reference'] : undefined;
  if (isFields(reference)) {
    const holder = target.fileReferences;
    if (holder === null || (holder !== undefined && text(reference[holder]) !== undefined)) return undefined;
    return `a file reference of ${Object.keys(reference).join(', ') || 'no provider'}`;
  }
  const address = data['type'] === 'url' ? addressOf(data) : undefined;
  if (address === undefined) return undefined;
  const hosted = HOSTED.find(([pattern]) => pattern.test(address));
  return hosted === undefined || hosted[2].some(namespace => target.namespaces.includes(namespace))
    ? undefined
    : hosted[1];
};

/** What the first file is that `model` cannot resolve, without its name or address; `undefined` if it can take them all. */
export const unresolvableFile = (prompt: readonly unknown[], model: ModelIdentity): string | undefined => {
  const target = targetOf(model);
  // Nothing is known of this provider: it shall say itself what it cannot take.
  if (target === undefined || !Array.isArray(prompt)) return undefined;
  for (const message of prompt) {
    const role = isFields(message) ? message['role'] : undefined;
    for (const found of partsOf(message).flatMap(part => filesOf(part, role))) {
      const description = describe(found, target);
      if (description !== undefined) return description;
    }
  }
  return undefined;
};
