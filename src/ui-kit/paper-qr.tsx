import styles from './paper-qr.module.css';
import { Qr } from './qr.tsx';

const SIZE_PX = 110;

/** A code to scan on paper only: it finds what the paper is about. */
export function PaperQr({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <div className={styles['code']} data-print="only">
      <Qr text={text} label={label} size={SIZE_PX} />
      <p>{label}</p>
    </div>
  );
}
