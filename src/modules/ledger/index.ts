/**
 * Running accounts (sổ công nợ). Receives effects of the modules above and never calls up. Amounts are whole đồng.
 * A member's balance is what the co-op owes the member; negative: the member owes the co-op.
 */
import { memberScope, type Effect, type ModuleDefinition } from '#kernel/module.ts';
import { permissions } from './permissions.ts';
import { accounts, closedPeriods } from './records.ts';

export { accounts, closedPeriods, OPEN_SINCE } from './records.ts';
export { closedThrough, statement, type Statement } from './queries.ts';

export const CASH_ACCOUNT = 'cash';

export function memberAccount(memberId: string): string {
  return memberScope(memberId);
}

export function customerAccount(customerId: string): string {
  return `customer:${customerId}`;
}

export interface EntryLine {
  readonly on: string;
  readonly details: Readonly<Record<string, string | number>>;
}

export interface MemberAmounts {
  /** The co-op owes the member more (+) or less (−). */
  readonly balanceDong?: number;
  /** Waits for the co-op's confirmation, on credit. */
  readonly pendingDong?: number;
  /** Waits for the co-op's confirmation, paid in cash. */
  readonly pendingCashDong?: number;
  /** Paid in cash to the member (+) or by the member (−); leaves the balance as it was. */
  readonly cashDong?: number;
  /** Earned from an outside buyer: the member's own affair. */
  readonly incomeDong?: number;
}

/** An entry in a member's account, complete wherever the member's own scope is held. */
export function memberEntry(memberId: string, amounts: MemberAmounts, line: EntryLine): Effect {
  return {
    projection: accounts.name,
    key: memberAccount(memberId),
    scope: memberScope(memberId),
    amounts: { ...amounts },
    line,
  };
}

/** What a customer owes the co-op. */
export function customerEntry(customerId: string, balanceDong: number, line: EntryLine): Effect {
  return { projection: accounts.name, key: customerAccount(customerId), scope: 'book', amounts: { balanceDong }, line };
}

/** The co-op's cash box: in (+) or out (−). */
export function cashEntry(balanceDong: number, line: EntryLine): Effect {
  return { projection: accounts.name, key: CASH_ACCOUNT, scope: 'book', amounts: { balanceDong }, line };
}

export const ledger: ModuleDefinition = {
  name: 'ledger',
  tables: [closedPeriods],
  projections: [accounts],
  permissions,
  tablesVersion: 1,
};
