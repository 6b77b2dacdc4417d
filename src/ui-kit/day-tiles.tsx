import { useTranslation } from 'react-i18next';
import { addDays, formatDate } from '#kernel/calendar.ts';
import { ChoiceTiles } from './choice-tiles.tsx';
import { useLunarText } from './lunar-text.ts';

/** As many as a screen has choices (U18); what is older the office writes. */
const DAYS_BACK = [0, -1, -2, -3, -4, -5] as const;

export interface DayTilesProps {
  readonly label: string;
  /** Local dates, yyyy-mm-dd; this component has no clock. */
  readonly value: string;
  readonly today: string;
  readonly onChoose: (day: string) => void;
}

/** "Hôm nay", "Hôm qua" and the days before them, each with its lunar day, without typing (U18, U26). */
export function DayTiles({ label, value, today, onChoose }: DayTilesProps) {
  const dayText = useDayText(today);
  const lunarText = useLunarText();
  const days = DAYS_BACK.map((back) => addDays(today, back));
  return (
    <ChoiceTiles
      label={label}
      value={value}
      choices={days.map((day) => {
        const text = dayText(day);
        const date = formatDate(day);
        const lunar = lunarText(day);
        return { id: day, label: text, detail: text === date ? lunar : `${date} · ${lunar}` };
      })}
      onChoose={onChoose}
    />
  );
}

/** "Hôm nay", "Hôm qua", else the date. */
export function useDayText(today: string): (day: string) => string {
  const { t } = useTranslation('ui-kit');
  return (day) => (day === today ? t('today') : day === addDays(today, -1) ? t('yesterday') : formatDate(day));
}
