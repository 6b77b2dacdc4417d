import { NumberField, type NumberFieldProps } from './number-field.tsx';

/** Thousandths of the unit: grams where the unit is kg. */
export function QuantityField(props: Omit<NumberFieldProps, 'decimals'>) {
  return <NumberField {...props} decimals={3} />;
}
