import type { ButtonProps } from './button.tsx';
import styles from './button.module.css';
import { classNames } from './class-names.ts';

/** Looks like a button and leads out of the app: another program takes the address. */
export function LinkButton(
  props: Pick<ButtonProps, 'label' | 'kind' | 'icon' | 'wide'> & { readonly address: string },
) {
  const { label, kind = 'secondary', icon: Icon, wide = false, address } = props;
  return (
    <a className={classNames(styles['button'], styles['link'], styles[kind], wide && styles['wide'])} href={address}>
      {Icon && <Icon aria-hidden size={24} />}
      <span>{label}</span>
    </a>
  );
}
