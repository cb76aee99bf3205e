/**
 * Files in a prompt, read alike in whatever shape the SDK's specification gives them: the fourth tags the data of a file
 * and has files in tool results, the third has bare data there, and an item of its own for each kind of file in a result.
 */
import { type Fields, isFields } from './prompt-shape.ts';

const isAddress = (data: unknown): boolean =>
  data instanceof URL || (typeof data === 'string' && /^[a-z][a-z\d+.-]*:/i.test(data));

/** The ids by which the packages of OpenAI and Azure know an uploaded file from base64 text, and whose they are. */
const holderOf = (data: unknown): string | undefined => {
  if (typeof data !== 'string') return undefined;
  if (data.startsWith('file-')) return 'openai';
  return data.startsWith('assistant-') ? 'azure' : undefined;
};

/** Bytes, base64 text, addresses and ids, tagged; what is tagged stays. */
const tagged = (data: unknown): unknown => {
  if (isAddress(data)) return { type: 'url', url: data };
  const holder = holderOf(data);
  if (holder !== undefined) return { type: 'reference', reference: { [holder]: data } };
  return typeof data === 'string' || ArrayBuffer.isView(data) ? { type: 'data', data } : data;
};

const dataOfItem = (item: Fields): unknown => {
  switch (item['type']) {
    case 'file-data':
    case 'image-data':
      return { type: 'data', data: item['data'] };
    case 'file-url':
    case 'image-url':
      return { type: 'url', url: item['url'] };
    case 'file-id':
    case 'image-file-id':
      return { type: 'reference', reference: item['fileId'] };
    default:
      return undefined;
  }
};

/** A part, or an item of a tool's result, as the fourth specification has a file; `undefined` if it is none. */
export const fileIn = (part: unknown): Fields | undefined => {
  if (!isFields(part)) return undefined;
  if (part['type'] === 'file') return { ...part, data: tagged(part['data']) };
  const data = dataOfItem(part);
  if (data === undefined) return undefined;
  const isImage = String(part['type']).startsWith('image');
  return { type: 'file', mediaType: part['mediaType'] ?? (isImage ? 'image/*' : undefined), data };
};
