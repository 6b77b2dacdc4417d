import type { Column } from '#kernel/module.ts';

/** The state word of a record that lies on this device (rule U30). */
export function stateOf(
  row: { readonly column: Column },
  isSyncing = false,
): 'device' | 'sending' | 'received' | 'attention' {
  if (row.column === 'attention') return 'attention';
  if (row.column === 'confirmed') return 'received';
  return isSyncing ? 'sending' : 'device';
}
