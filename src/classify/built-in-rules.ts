/**
 * The built-in rules in their order: whoever speaks with own codes first, then shared words from the specific to the
 * general, then the bare status. The first match decides.
 */
import type { Rule } from './rule.ts';
import { anthropicRules } from './rules/anthropic.ts';
import { bedrockRules } from './rules/bedrock.ts';
import { chineseApiRules } from './rules/chinese-apis.ts';
import { cloudflareAiGatewayRules } from './rules/cloudflare-ai-gateway.ts';
import { cloudflareEdgeRules } from './rules/cloudflare-edge.ts';
import { cloudflareUnlistedRules } from './rules/cloudflare-unlisted.ts';
import { googleRules } from './rules/google.ts';
import { httpStatusRules } from './rules/http-status.ts';
import { litellmRules, litellmWrapperRules } from './rules/litellm.ts';
import { namedObjectRules } from './rules/named-objects.ts';
import { abortedRules, networkCodeRules } from './rules/network-codes.ts';
import { networkTextRules } from './rules/network-texts.ts';
import { openaiCompatibleRules } from './rules/openai-compatible.ts';
import { openaiRules } from './rules/openai.ts';
import { openrouterRules, openrouterStatusRules } from './rules/openrouter.ts';
import { portkeyRules } from './rules/portkey.ts';
import { relayRules } from './rules/relays.ts';
import { responseShapeRules } from './rules/response-shape.ts';
import { transportRules } from './rules/transport.ts';
import { vercelAiGatewayRules, vercelStatusRules } from './rules/vercel-ai-gateway.ts';
import { contentRules } from './rules/vocabulary-content.ts';
import { accessRules } from './rules/vocabulary-access.ts';
import { faultRules, serverErrorRules } from './rules/vocabulary-fault.ts';
import { loadRules, unavailableRules } from './rules/vocabulary-load.ts';
import { modelRules } from './rules/vocabulary-model.ts';
import { moneyRules } from './rules/vocabulary-money.ts';
import { workersAiRules, workersAiUpstreamRules } from './rules/workers-ai.ts';

export const BUILT_IN_RULES: readonly Rule[] = [
  ...abortedRules,
  // Gateways: their own envelope outranks whatever status it travels with.
  ...cloudflareAiGatewayRules,
  ...cloudflareUnlistedRules,
  ...workersAiRules,
  ...cloudflareEdgeRules,
  ...namedObjectRules,
  ...openrouterRules,
  ...litellmRules,
  ...portkeyRules,
  ...vercelAiGatewayRules,
  ...relayRules,
  // Providers: documented codes and texts of one API.
  ...bedrockRules,
  ...googleRules,
  ...anthropicRules,
  ...openaiRules,
  ...openaiCompatibleRules,
  ...chineseApiRules,
  ...litellmWrapperRules,
  // No response at all: the connection's own words.
  ...transportRules,
  ...networkCodeRules,
  ...networkTextRules,
  // Shared words, then statuses.
  ...moneyRules,
  ...contentRules,
  ...modelRules,
  ...accessRules,
  ...openrouterStatusRules,
  ...vercelStatusRules,
  ...loadRules,
  ...faultRules,
  ...unavailableRules,
  ...serverErrorRules,
  ...workersAiUpstreamRules,
  ...responseShapeRules,
  ...httpStatusRules,
];
