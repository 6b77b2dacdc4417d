import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RefusalNotice } from '#hooks/refusal.tsx';
import type { Refusal, Result } from '#kernel/result.ts';
import { cleanText } from '#kernel/text.ts';
import { Button } from '#ui-kit/button.tsx';
import { FormGrid } from '#ui-kit/form-grid.tsx';
import { TextField } from '#ui-kit/text-field.tsx';
import type { CustomerRow } from '../records.ts';

const OPTIONAL = ['phone', 'address', 'note'] as const;

type Typed = { readonly [Field in (typeof OPTIONAL)[number]]?: string | undefined };

/** A customer's fields, for a new one or one that is there; `onSave` answers with a refusal that is shown here. */
export function CustomerForm(props: {
  readonly customer?: CustomerRow | undefined;
  readonly label: string;
  readonly onSave: (row: CustomerRow) => Promise<Result<unknown>>;
}) {
  const { customer, label, onSave } = props;
  const { t } = useTranslation('sales');
  const [name, setName] = useState(customer?.name ?? '');
  const [others, setOthers] = useState<Typed>(() => ({ ...customer }));
  const [refusal, setRefusal] = useState<Refusal>();
  const isReady = cleanText(name) !== '';
  const save = async (): Promise<void> => {
    const given = (field: (typeof OPTIONAL)[number]): string | undefined => {
      const text = cleanText(others[field] ?? '');
      return text === '' ? undefined : text;
    };
    const row = { name: cleanText(name), phone: given('phone'), address: given('address'), note: given('note') };
    const outcome = await onSave(row);
    setRefusal(outcome.ok ? undefined : outcome);
    if (!outcome.ok || customer !== undefined) return;
    setName('');
    setOthers({});
  };
  return (
    <>
      <FormGrid
        onSubmit={() => {
          if (isReady) void save();
        }}
        actions={<Button type="submit" kind="primary" label={label} disabled={!isReady} />}
      >
        <TextField label={t('field.customerName')} value={name} maxLength={120} onChange={setName} />
        {OPTIONAL.map((field) => (
          <TextField
            key={field}
            label={t(`field.${field}`)}
            inputMode={field === 'phone' ? 'tel' : 'text'}
            value={others[field] ?? ''}
            maxLength={field === 'phone' ? 20 : 200}
            onChange={(text) => setOthers({ ...others, [field]: text })}
          />
        ))}
      </FormGrid>
      <RefusalNotice refusal={refusal} namespace="sales" />
    </>
  );
}
