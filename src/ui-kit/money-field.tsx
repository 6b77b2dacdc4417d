import { NumberField, type NumberFieldProps } from './number-field.tsx';

/** Whole đồng. */
export function MoneyField(props: Omit<NumberFieldProps, 'decimals' | 'unit'> & { readonly unit?: string }) {
  return <NumberField {...props} unit={props.unit ?? 'đ'} decimals={0} />;
}
