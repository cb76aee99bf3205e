/** Every way by which an answer reaches the SDK: the provider packages, and what differs from their usual setup. */
import { createOpenAI } from '@ai-sdk/openai';
import { createWorkersAI } from 'workers-ai-provider';
import type { LanguageModel } from '../../src/sdk-types.ts';
import { type Host, type PackageName, providerPackages } from '../support/provider-packages.ts';

type Connect = (host: Host) => LanguageModel;

/** A Worker's binding gives the answer without its envelope, and the bytes of a stream. */
const binding: Connect = ({ fetch = globalThis.fetch }) => {
  const run = async (_model: string, { stream }: { stream?: boolean }) => {
    const response = await fetch('https://binding.example.com/');
    return stream ? response.body : response.json();
  };
  return createWorkersAI({ binding: { run } as never })('@cf/meta/llama-3.1-8b-instruct') as LanguageModel;
};

const ownDoors = {
  'workers-ai binding': binding,
  'cloudflare gateway': ({ fetch }) =>
    createOpenAI({
      apiKey: 'placeholder',
      baseURL: 'https://gateway.ai.cloudflare.com/v1/account/gateway/openai',
      ...(fetch && { fetch }),
    }).chat('gpt-5'),
} satisfies Record<string, Connect>;

export type DoorName = PackageName | keyof typeof ownDoors;

/** The model behind a door. */
export const connect = (door: DoorName, fetch: typeof globalThis.fetch): LanguageModel => {
  const host = { baseURL: 'https://api.example.com/v1', fetch };
  return door in ownDoors
    ? ownDoors[door as keyof typeof ownDoors](host)
    : providerPackages[door as PackageName].connect(host);
};
