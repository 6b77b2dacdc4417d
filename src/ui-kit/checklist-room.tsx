import styles from './checklist-room.module.css';

/** As high as a closed checklist, before it is known what is done: what stands below does not move under a finger. */
export function ChecklistRoom() {
  return <div className={styles['room']} aria-hidden />;
}
