import type { ReactNode } from 'react';
import type { Refusal } from '#kernel/result.ts';
import { Button } from '#ui-kit/button.tsx';
import { FormGrid } from '#ui-kit/form-grid.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { RefusalNotice } from './refusal.tsx';

export interface AddFormProps {
  readonly title: string;
  /** The button's words. */
  readonly label: string;
  /** False: something that is needed is not there yet, and neither button nor Enter adds. */
  readonly isReady: boolean;
  readonly onAdd: () => Promise<void>;
  readonly refusal: Refusal | undefined;
  /** The module's texts for what it refuses. */
  readonly namespace: string;
  readonly children: ReactNode;
}

/** The form below a register that adds one more to it. Not on the register's paper. */
export function AddForm({ title, label, isReady, onAdd, refusal, namespace, children }: AddFormProps) {
  return (
    <div data-print="hide">
      <Stack>
        <h2>{title}</h2>
        <FormGrid
          onSubmit={() => {
            if (isReady) void onAdd();
          }}
          actions={<Button type="submit" kind="primary" label={label} disabled={!isReady} />}
        >
          {children}
        </FormGrid>
        <RefusalNotice refusal={refusal} namespace={namespace} />
      </Stack>
    </div>
  );
}
