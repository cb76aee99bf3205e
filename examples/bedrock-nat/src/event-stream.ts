/**
 * A message of an AWS event stream, in which Bedrock streams.
 *
 * @see https://docs.aws.amazon.com/transcribe/latest/dg/event-stream.html
 */
import { crc32 } from 'node:zlib';

const uint = (value: number, bytes: 2 | 4): Buffer => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
};

const TEXT = 7;

const header = (name: string, value: string): Buffer =>
  Buffer.concat([
    Buffer.from([name.length]),
    Buffer.from(name),
    Buffer.from([TEXT]),
    uint(value.length, 2),
    Buffer.from(value),
  ]);

export function message(type: string, payload: object): Buffer {
  const headers = Buffer.concat([
    header(':event-type', type),
    header(':content-type', 'application/json'),
    header(':message-type', 'event'),
  ]);
  const body = Buffer.from(JSON.stringify(payload));
  const prelude = Buffer.concat([uint(headers.length + body.length + 16, 4), uint(headers.length, 4)]);
  const checked = Buffer.concat([prelude, uint(crc32(prelude), 4), headers, body]);
  return Buffer.concat([checked, uint(crc32(checked), 4)]);
}
