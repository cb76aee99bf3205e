/** Counts what was taken out of a prompt and says it in one warning; it never quotes the prompt. */
import type { ModelIdentity, OtherWarning } from './prompt-shape.ts';

const COUNTED = {
  reasoning: 'reasoning part',
  state: 'signature, item id or response id',
  execution: 'provider-executed tool part',
  approval: 'approval of a provider-executed tool',
  custom: 'provider-specific part',
  message: 'message left empty',
} as const;

export type Removal = keyof typeof COUNTED;
export type Removals = Map<Removal, number>;

export const count = (removals: Removals, removal: Removal): void => {
  removals.set(removal, (removals.get(removal) ?? 0) + 1);
};

const lines = (removals: Removals): string =>
  (Object.keys(COUNTED) as Removal[])
    .filter(removal => removals.has(removal))
    .map(removal => `${COUNTED[removal]} (${removals.get(removal)})`)
    .join(', ');

/** No entry when nothing has changed. */
export const removalWarnings = (
  removals: Removals,
  renamedIds: number,
  { provider, modelId }: ModelIdentity,
): OtherWarning[] => {
  const sentences = [
    ...(removals.size === 0 ? [] : [`Removed what another provider or account keeps: ${lines(removals)}.`]),
    ...(renamedIds === 0 ? [] : [`Renamed tool-call ids that its API rejects (${renamedIds}).`]),
  ];
  if (sentences.length === 0) return [];
  return [{ type: 'other', message: `Prompt adapted to ${provider}/${modelId}. ${sentences.join(' ')}` }];
};
