import type { UserConfig } from 'tsdown';

export function thirdParty(): NonNullable<UserConfig['plugins']>;
