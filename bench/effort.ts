/** How much is measured. */
export interface Effort {
  /** Processes; a number is the median of theirs. */
  runs: number;
  rounds: number;
  calls: number;
  streamParts: number;
  /** Rounds of many streams at once, and how many. */
  crowds: number;
  crowd: number;
  failovers: number;
  /** Calls and streams during which the garbage collector is watched. */
  garbageCalls: number;
  garbageStreams: number;
  instances: number;
  callsInFlight: number;
  heapCalls: number;
  plainTurns: number;
  hostileTurns: number;
  /** The prompts beside which hostile bodies come. */
  hostilePrompts: readonly string[];
  concurrentCalls: number;
}

export const FULL: Effort = {
  runs: 5,
  rounds: 100,
  calls: 200,
  streamParts: 400,
  crowds: 4,
  crowd: 1_000,
  failovers: 200,
  garbageCalls: 100_000,
  garbageStreams: 30_000,
  instances: 1_000,
  callsInFlight: 10_000,
  heapCalls: 20_000,
  plainTurns: 4,
  hostileTurns: 3,
  hostilePrompts: ['a short one', '256k of one sentence', '256k of indentation'],
  concurrentCalls: 1_000,
};

/** To see that it works. */
export const QUICK: Effort = {
  runs: 1,
  rounds: 20,
  calls: 50,
  streamParts: 100,
  crowds: 1,
  crowd: 200,
  failovers: 20,
  garbageCalls: 20_000,
  garbageStreams: 4_000,
  instances: 100,
  callsInFlight: 1_000,
  heapCalls: 2_000,
  plainTurns: 2,
  hostileTurns: 1,
  hostilePrompts: ['a short one'],
  concurrentCalls: 200,
};
