import styles from './browser-picture.module.css';

/**
 * A phone drawn small: `menu`, three dots in the corner and a finger's ring around them; `choose`, the menu with the line
 * to press; `there`, the page in a browser, with its address on top and a tick.
 */
export function BrowserPicture(props: {
  readonly shows: 'menu' | 'choose' | 'there';
  /** Three dots below each other, as Android draws them; else beside each other, as iPhones do. */
  readonly areDotsUpright: boolean;
}) {
  const { shows, areDotsUpright } = props;
  return (
    <svg className={styles['picture']} viewBox="0 0 72 96" width={72} height={96} aria-hidden>
      <rect className={styles['phone']} x="8" y="2" width="56" height="92" rx="8" />
      <path className={styles['bar']} d="M10 22V10a6 6 0 0 1 6-6h40a6 6 0 0 1 6 6v12z" />
      {shows === 'there' ? (
        <>
          <rect className={styles['address']} x="15" y="9" width="42" height="8" rx="4" />
          <circle className={styles['seal']} cx="36" cy="56" r="16" />
          <path className={styles['tick']} d="M28 56l6 6 11-12" />
        </>
      ) : (
        <>
          {[-5, 0, 5].map((step) => (
            <circle
              key={step}
              className={styles['dot']}
              cx={areDotsUpright ? 53 : 52 + step}
              cy={areDotsUpright ? 13 + step : 13}
              r="1.8"
            />
          ))}
          {shows === 'menu' ? (
            <>
              <path className={styles['line']} d="M18 36h36M18 48h36M18 60h24" />
              <circle className={styles['ring']} cx="53" cy="13" r="11" />
            </>
          ) : (
            <>
              <rect className={styles['sheet']} x="22" y="26" width="40" height="52" rx="4" />
              <path className={styles['line']} d="M29 36h24M29 68h24" />
              <rect className={styles['pressed']} x="22" y="43" width="40" height="17" />
              <path className={styles['chosen']} d="M29 51.5h22" />
            </>
          )}
        </>
      )}
    </svg>
  );
}
