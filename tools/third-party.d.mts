import type { Plugin } from 'rolldown';

export function thirdParty(): Plugin;
