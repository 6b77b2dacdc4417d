import { useTranslation } from 'react-i18next';
import { moneyText } from '#kernel/money.ts';
import { Keypad } from '#ui-kit/keypad.tsx';
import { useAmount } from './use-amount.ts';

/** The price of one unit, and what the whole comes to. */
export function PriceKeypad(props: {
  readonly quantityMilli: number;
  readonly unit: string;
  readonly value: number | null;
  /** Nobody has typed: the value is the usual or the announced price. */
  readonly isOffered: boolean;
  readonly onChange: (unitPriceDong: number | null) => void;
  readonly onConfirm: () => void;
}) {
  const { t } = useTranslation(['sales', 'common']);
  const amount = useAmount(props.quantityMilli, props.value);
  return (
    <Keypad
      mode="dong"
      label={t('field.unitPrice')}
      unit={`đ/${props.unit}`}
      value={props.value}
      origin={props.isOffered ? 'offered' : undefined}
      onChange={props.onChange}
      hint={hintOf()}
      confirmLabel={t('common:save')}
      onConfirm={props.onConfirm}
    />
  );

  function hintOf(): string {
    if (amount === undefined) return '';
    if (amount.isTooLarge) return t('refusal.amountTooLarge');
    const sum = t('amountIs', { amount: moneyText(amount.dong) });
    return amount.words === undefined ? sum : `${sum} (${amount.words})`;
  }
}
