/** Takes turns, so that what else the machine does hits every contender alike. */

/** Contender → number. */
export type Row = Map<string, number>;

/** What else a machine does only makes turns slower: the 10th percentile of many short ones says what the code costs. */
export const tenth = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 10)] ?? NaN;

/** Each contender's 10th percentile of its turns; their order rotates, and the first rounds only warm up. */
export async function interleaved<Subject>(
  subjects: ReadonlyMap<string, Subject>,
  rounds: number,
  turn: (subject: Subject) => Promise<number>,
  warmUps = 1,
): Promise<Row> {
  const taken = new Map([...subjects.keys()].map(name => [name, [] as number[]]));
  const entries = [...subjects];
  for (let round = -warmUps; round < rounds; round++) {
    for (let index = 0; index < entries.length; index++) {
      const [name, subject] = entries[(index + round + warmUps) % entries.length]!;
      const value = await turn(subject);
      if (round >= 0) taken.get(name)!.push(value);
    }
  }
  return new Map([...taken].map(([name, values]) => [name, tenth(values)]));
}
