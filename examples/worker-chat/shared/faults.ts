/** The three upstreams, and the ways in which each can be broken: what the page offers and what the Worker plays. */

export const LEGS = ['claude', 'openrouter', 'gpt'] as const;
export type LegName = (typeof LEGS)[number];

export interface LegLabel {
  label: string;
  /** How it is reached. */
  route: string;
}

export const LEG_LABELS: Readonly<Record<LegName, LegLabel>> = {
  claude: { label: 'Claude', route: 'through Cloudflare AI Gateway' },
  openrouter: { label: 'OpenRouter', route: 'the same model, past the gateway' },
  gpt: { label: 'GPT', route: 'through the gateway, another provider' },
};

export interface Fault {
  label: string;
  /** What goes over the wire, in a sentence. */
  wire: string;
  /** The upstreams that can fail like this; absent: all. */
  only?: readonly LegName[];
}

const GATEWAY_LEGS: readonly LegName[] = ['claude', 'gpt'];

export const FAULTS = {
  none: { label: 'Works', wire: 'It answers word by word.' },
  blip: {
    label: 'Fails once, then works',
    wire: 'The first request gets HTTP 400 with code 2005, the next one an answer.',
    only: GATEWAY_LEGS,
  },
  'code-2005': {
    label: 'Gateway error 2005',
    wire: 'The provider is down, and the gateway says HTTP 400 with code 2005. The AI SDK alone would not retry it.',
    only: GATEWAY_LEGS,
  },
  'stream-error': {
    label: '502 inside a 200 stream',
    wire: 'The status is 200; the outage is an event in the stream, where no fallback looks for it.',
    only: ['claude', 'openrouter'],
  },
  hang: { label: 'Hangs', wire: 'The request is accepted and never answered. Nothing is thrown.' },
  stall: { label: 'Stalls mid-answer', wire: 'Some words come, then nothing. The connection stays open.' },
  cut: { label: 'Breaks off mid-answer', wire: 'Some words come, then the connection is lost.' },
  'rate-limit': { label: '429 with Retry-After', wire: 'HTTP 429 that asks to be left alone for 20 seconds.' },
  'spend-limit': {
    label: 'Spend limit (2041)',
    wire: "The gateway refuses by one of its owner's rules: HTTP 429 with code 2041. No wait helps.",
    only: GATEWAY_LEGS,
  },
  malformed: { label: 'Malformed part', wire: 'An event in the midst of the answer is no JSON.' },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;
export type Faults = Readonly<Record<LegName, FaultName>>;

export const NO_FAULTS: Faults = { claude: 'none', openrouter: 'none', gpt: 'none' };

export function faultsOf(leg: LegName): [name: FaultName, fault: Fault][] {
  const all = Object.entries(FAULTS) as [FaultName, Fault][];
  return all.filter(([, { only }]) => only === undefined || only.includes(leg));
}

/** What a browser sent as faults: an unknown one is none. */
export function readFaults(value: unknown): Faults {
  const sent = (typeof value === 'object' && value !== null ? value : {}) as Partial<Record<LegName, unknown>>;
  const read = (leg: LegName): FaultName => faultsOf(leg).find(([name]) => name === sent[leg])?.[0] ?? 'none';
  return { claude: read('claude'), openrouter: read('openrouter'), gpt: read('gpt') };
}
