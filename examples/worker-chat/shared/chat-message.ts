/** What goes between the Worker and the page. */
import type { UIMessage } from 'ai';
import type { FailoverData } from 'ai-gateway-failover';
import type { LegName } from './faults.ts';

/** One line of the timeline of an answer. */
export interface Step {
  /** What happened, as a word: colour and mark of the line follow it, and it is written out as well. */
  kind: 'asked' | 'failed' | 'waiting' | 'skipped' | 'benched' | 'back' | 'speaking' | 'answered' | 'stopped';
  /** Milliseconds since the call came in. */
  ms: number;
  text: string;
  /** What the wire said, or the rule that recognised it. */
  detail?: string;
}

/** How an upstream is. */
export interface LegState {
  name: LegName;
  modelId: string;
  state: 'in service' | 'on trial' | 'benched' | 'asked for a pause';
  /** Milliseconds until it is asked again. */
  pauseMs: number;
}

/** What `GET /api/state` says. */
export interface State {
  /** Whether the upstreams are played, so that they can be broken. */
  isPlayed: boolean;
  legs: LegState[];
  /** What became of the requests that the played upstreams got lately. */
  requests: { ended: number; cancelled: number; open: number };
}

/** Parts of a message: `step` is kept with it, `failover` and `state` reach `onData` alone. */
// A type, since an interface has no index signature.
export type ChatData = {
  step: Step;
  state: State;
  failover: FailoverData;
};

export interface ChatMetadata {
  /** The name of the leg that finished the answer. */
  answeredBy?: string;
}

export type ChatMessage = UIMessage<ChatMetadata, ChatData>;

/** The body of `POST /api/chat`. */
export interface ChatRequest {
  messages: ChatMessage[];
  /** Whose health of the upstreams counts: one for each visitor, so that no visitor breaks another one's. */
  room: string;
  faults: Record<string, string>;
}
