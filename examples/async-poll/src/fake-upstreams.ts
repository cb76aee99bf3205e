/**
 * Both models, played without a key. Claude fails as a word in the prompt says: `[2005]`, `[hang]`, `[cut]`, and
 * `[slow]` makes its answer take half a minute. A Worker with keys needs neither this file nor `msw`.
 */
import { cut, hang, ok, rewritten, scenario, type Step } from 'ai-gateway-failover/msw';

const words = (from: string, count: number): string[] => [
  `This is ${from}.`,
  ...Array.from({ length: count }, (_, index) => ` ${index + 1}`),
];

const STEPS: Readonly<Record<string, Step>> = {
  '2005': rewritten(2005),
  hang: hang(),
  cut: cut({ afterParts: 2, text: words('Claude', 9) }),
  slow: ok(words('Claude', 60), { betweenPartsMs: 500 }),
  '': ok(words('Claude', 9), { betweenPartsMs: 200 }),
};

const wordIn = (body: unknown): string => /\[(2005|hang|cut|slow)\]/.exec(JSON.stringify(body))?.[1] ?? '';

/** Made anew for each call: in workerd a promise of one request cannot be waited for in another. */
export function fakeFetches(): { key: string; claude: typeof fetch; gpt: typeof fetch } {
  const claude = scenario(word => [STEPS[word]!], { byKey: ({ body }) => wordIn(body) });
  const gpt = scenario([ok(words('GPT', 9), { betweenPartsMs: 200 })]);
  return { key: 'unused', claude: claude.fetch, gpt: gpt.fetch };
}
