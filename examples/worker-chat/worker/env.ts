/** What the Worker is given. Without any key it plays its upstreams. */
import type { HealthNamespace } from 'ai-gateway-failover/durable-object';

export interface Env {
  FAILOVER_HEALTH: HealthNamespace;
  /** After how many milliseconds of silence another model is asked. */
  SILENCE_MS?: string;
  ANTHROPIC_API_KEY?: string;
  OPENROUTER_API_KEY?: string;
  OPENAI_API_KEY?: string;
  /** With both, Claude and GPT are asked through this gateway. */
  CLOUDFLARE_ACCOUNT_ID?: string;
  CLOUDFLARE_AI_GATEWAY?: string;
  /** For a gateway that wants to be authenticated. */
  CLOUDFLARE_AI_GATEWAY_TOKEN?: string;
}
