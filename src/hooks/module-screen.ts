/** What a module's `screens/routes.ts` exports; the app finds the files by itself. */
import type { ComponentType } from 'react';
import type { Role } from '#kernel/roles.ts';

export interface ModuleScreen {
  /** Vietnamese without marks; `:id` stands for a parameter. */
  readonly path: string;
  /** The namespace of its texts. */
  readonly namespace: string;
  /** Key of the title's text. */
  readonly title: string;
  /** Who may open it; absent: everybody. */
  readonly roles?: readonly Role[];
  /** Dense, for the office's PC. */
  readonly isWide?: boolean;
  /** At most six for a role, at the same place for ever (rule U9). */
  readonly tile?: {
    readonly roles: readonly Role[];
    readonly icon: TileIcon;
    readonly order: number;
    /** Key of a text: verb and noun. */
    readonly label: string;
  };
  readonly load: () => Promise<{ readonly default: ComponentType<{ readonly onDone: () => void }> }>;
}

export type TileIcon =
  | 'harvest'
  | 'sale'
  | 'account'
  | 'members'
  | 'products'
  | 'confirm'
  | 'list'
  | 'plots'
  | 'prices'
  | 'figures'
  | 'findings';
