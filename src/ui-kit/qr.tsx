import { encode } from 'uqr';
import styles from './qr.module.css';

export interface QrProps {
  readonly text: string;
  readonly label: string;
  readonly size?: number;
  /** Long texts: fewer modules that are larger, at the price of repairing less. */
  readonly isDense?: boolean;
}

export function Qr({ text, label, size = 240, isDense = false }: QrProps) {
  const { data, size: modules } = encode(text, { ecc: isDense ? 'L' : 'M', border: 4 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg
      role="img"
      aria-label={label}
      className={styles['qr']}
      viewBox={`0 0 ${modules} ${modules}`}
      width={size}
      height={size}
      shapeRendering="crispEdges"
    >
      <rect width={modules} height={modules} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}
