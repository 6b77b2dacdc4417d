import type { Role } from '#kernel/module.ts';
import type { ComponentType } from 'react';

/** What a module says of one of its screens. */
export interface ModuleScreen {
  readonly path: string;
  readonly namespace: string;
  /** Keys in the module's texts. */
  readonly title: string;
  /** The tile on the home of these roles; absent for screens that are reached from others. */
  readonly tile?: {
    readonly roles: readonly Role[];
    readonly icon: 'harvest' | 'sale' | 'account' | 'members' | 'products' | 'confirm' | 'list';
    readonly order: number;
    readonly label: string;
  };
  readonly isWide?: boolean;
  readonly load: () => Promise<{ readonly default: ComponentType<{ readonly onDone: () => void }> }>;
}
