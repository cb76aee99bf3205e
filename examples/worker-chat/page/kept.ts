/** What the browser keeps: a visitor's room and faults for all tabs, the conversation for this one. */
import type { ChatMessage } from '../shared/chat-message.ts';
import { readFaults, type Faults } from '../shared/faults.ts';

/** A browser may forbid storage: then the page forgets with a reload. */
function read(storage: () => Storage, key: string): unknown {
  try {
    return JSON.parse(storage().getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

function write(storage: () => Storage, key: string, value: unknown): void {
  try {
    storage().setItem(key, JSON.stringify(value));
  } catch {
    // As without it.
  }
}

const browser = () => localStorage;
const tab = () => sessionStorage;

const isRoom = (value: unknown): value is string => typeof value === 'string' && value.length === 36;

export function newRoom(): string {
  // `crypto.randomUUID` exists on https and localhost alone, and a phone may look at this machine by its address.
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  const room = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
  write(browser, 'room', room);
  return room;
}

export function keptRoom(): string {
  const room = read(browser, 'room');
  return isRoom(room) ? room : newRoom();
}

export const keptFaults = (): Faults => readFaults(read(browser, 'faults'));
export const keepFaults = (faults: Faults): void => write(browser, 'faults', faults);

export function keptMessages(): ChatMessage[] {
  const messages = read(tab, 'messages');
  return Array.isArray(messages) ? (messages as ChatMessage[]) : [];
}
export const keepMessages = (messages: readonly ChatMessage[]): void => write(tab, 'messages', messages);
