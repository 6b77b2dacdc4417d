import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
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

/** The form below a register that adds one more to it, says so, and is ready for the next. Not on the register's paper. */
export function AddForm({ title, label, isReady, onAdd, refusal, namespace, children }: AddFormProps) {
  const { t } = useTranslation();
  const form = useRef<HTMLDivElement>(null);
  const [hasAdded, setAdded] = useState(false);
  const add = async (): Promise<void> => {
    const isByButton = document.activeElement instanceof HTMLButtonElement;
    await onAdd();
    setAdded(true);
    // The button is off now, and the keyboard would be nowhere.
    if (isByButton) form.current?.querySelector<HTMLElement>('input, select')?.focus({ preventScroll: true });
  };
  return (
    <div ref={form} data-print="hide">
      <Stack>
        <h2>{title}</h2>
        <FormGrid
          onSubmit={() => {
            if (isReady) void add();
          }}
          actions={<Button type="submit" kind="primary" label={label} disabled={!isReady} />}
        >
          {children}
        </FormGrid>
        <RefusalNotice refusal={refusal} namespace={namespace} />
        {/* The row itself may stand a screen above. What is refused stays typed, and what is typed next has its turn. */}
        <p role="status">{hasAdded && !isReady && refusal === undefined ? t('added') : ''}</p>
      </Stack>
    </div>
  );
}
