/**
 * The five first steps of a new book (rule U40). A step is ticked by what is really there: rows, what the co-op has
 * received, and what this device knows. Nothing here remembers that somebody pressed something.
 */
import type { ChangeKind, TableDefinition } from '#kernel/module.ts';
import { harvests } from '#modules/harvests/index.ts';
import { members } from '#modules/members/index.ts';
import { plots } from '#modules/plots/index.ts';
import { prices, products } from '#modules/products/index.ts';
import { customers, sales } from '#modules/sales/index.ts';

export interface BookFacts {
  /** Slips of harvests and sales on this device, taken back or not. */
  readonly slips: number;
  /** Of them, those that stand; at most as many as a beginner's book has. */
  readonly harvests: number;
  readonly sales: number;
  readonly plots: number;
  readonly members: number;
  readonly products: number;
  readonly prices: number;
  readonly customers: number;
  /** Somebody else has introduced himself in this book. */
  readonly hasOthers: boolean;
  /** The co-op has received something that was written here. */
  readonly isSent: boolean;
}

export interface DeviceFacts {
  /** This device belongs to a server. */
  readonly hasServer: boolean;
  /** Text size or sun mode was chosen on this device. */
  readonly hasAppearance: boolean;
  readonly hasPin: boolean;
  /** A practice book lies on this device. */
  readonly hasPractised: boolean;
  /** A file of this book was made here. */
  readonly hasFile: boolean;
}

export type StepFacts = BookFacts & DeviceFacts;

/** What the person may do, as the screens ask it. */
export interface StepRights {
  readonly opens: (path: string) => boolean;
  readonly may: (table: TableDefinition, kind: ChangeKind) => boolean;
  /** Members at least. */
  readonly mayInvite: boolean;
}

export type StepId =
  | 'members'
  | 'products'
  | 'price'
  | 'invite'
  | 'customer'
  | 'harvest'
  | 'plot'
  | 'sale'
  | 'look'
  | 'pin'
  | 'practise'
  | 'sent'
  | 'file';

export interface FirstStep {
  readonly id: StepId;
  /** Where it is done. */
  readonly path: string;
  readonly isDone: boolean;
}

interface Rung {
  readonly id: StepId;
  /** Where it is done: the first of them that the person may open. */
  readonly paths: readonly string[];
  readonly writes?: TableDefinition;
  readonly isFor?: (facts: StepFacts, rights: StepRights) => boolean;
  readonly isDone: (facts: StepFacts) => boolean;
}

/** In the order in which they are of use; those of the co-op before one's own, as on the home. */
const RUNGS: readonly Rung[] = [
  { id: 'members', paths: ['/thanh-vien'], writes: members, isDone: (facts) => facts.members > 0 },
  { id: 'products', paths: ['/san-pham'], writes: products, isDone: (facts) => facts.products > 0 },
  { id: 'price', paths: ['/san-pham'], writes: prices, isDone: (facts) => facts.prices > 0 },
  {
    id: 'invite',
    paths: ['/thanh-vien'],
    isFor: ({ hasServer }, { mayInvite }) => hasServer && mayInvite,
    isDone: ({ hasOthers }) => hasOthers,
  },
  { id: 'customer', paths: ['/khach-hang'], writes: customers, isDone: (facts) => facts.customers > 0 },
  { id: 'harvest', paths: ['/thu-hoach/ghi'], writes: harvests, isDone: (facts) => facts.harvests > 0 },
  { id: 'plot', paths: ['/thua-cua-toi'], writes: plots, isDone: (facts) => facts.plots > 0 },
  { id: 'sale', paths: ['/ban-hang/moi', '/ban-hang/ghi'], writes: sales, isDone: (facts) => facts.sales > 0 },
  { id: 'look', paths: ['/cai-dat'], isDone: ({ hasAppearance }) => hasAppearance },
  { id: 'pin', paths: ['/cai-dat'], isFor: ({ hasServer }) => hasServer, isDone: ({ hasPin }) => hasPin },
  { id: 'practise', paths: ['/cai-dat'], isDone: ({ hasPractised }) => hasPractised },
];

/** Always the last: that what was written lies somewhere else too. */
const SENT: Rung = { id: 'sent', paths: ['/an-toan'], isDone: ({ isSent }) => isSent };
const FILE: Rung = { id: 'file', paths: ['/tep-so'], isDone: ({ hasFile }) => hasFile };

export const STEPS = 5;
/** Whoever has written more is no beginner, on whichever device. */
export const BEGINNERS_SLIPS = 20;

/** The five steps for such a person; empty for those who have not so much to begin with, who only look things up. */
export function firstSteps(facts: StepFacts, rights: StepRights): readonly FirstStep[] {
  const open = RUNGS.flatMap((rung) => {
    const path = rung.paths.find(rights.opens);
    const { writes, isFor } = rung;
    const mayWrite = writes === undefined || rights.may(writes, writes.kind === 'document' ? 'post' : 'create');
    return path !== undefined && mayWrite && isFor?.(facts, rights) !== false ? [{ rung, path }] : [];
  });
  const last = facts.hasServer ? SENT : FILE;
  const chosen = [...open.slice(0, STEPS - 1), ...last.paths.map((path) => ({ rung: last, path }))];
  if (chosen.length < STEPS) return [];
  return chosen.map(({ rung, path }) => ({ id: rung.id, path, isDone: rung.isDone(facts) }));
}

/** Nothing is left to show, now or later: all is done, or the book has long been in use, perhaps on another device. */
export function isOver(facts: BookFacts, steps: readonly FirstStep[]): boolean {
  return facts.slips > BEGINNERS_SLIPS || (steps.length > 0 && steps.every(({ isDone }) => isDone));
}
