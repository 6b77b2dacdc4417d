/** What says how a record or the device stands: an icon, a word and a colour together, the same words everywhere (rules U6, U30, U31, U32). */
import { createInstance } from 'i18next';
import { createElement, type ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider, initReactI18next } from 'react-i18next';
import { beforeAll, describe, expect, test } from 'vitest';
import { ChoiceTiles, type ChoiceTilesProps } from '#ui-kit/choice-tiles.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { StateMark, type RecordState } from '#ui-kit/state-mark.tsx';
import { SyncChip, type SyncChipProps } from '#ui-kit/sync-chip.tsx';
import { filesIn, readJson } from '../architecture/locale-texts.ts';
import { readFileSync } from 'node:fs';

const STATES: readonly RecordState[] = ['device', 'sending', 'received', 'awaiting', 'attention', 'undone'];
const DAY_MS = 86_400_000;
const words = createInstance();

beforeAll(async () => {
  const resources = { vi: { 'ui-kit': Object(readJson('src/ui-kit/locales/vi.json')) } };
  await words.use(initReactI18next).init({ lng: 'vi', resources, defaultNS: 'ui-kit' });
});

function drawn(element: ReactElement): string {
  return renderToStaticMarkup(createElement(I18nextProvider, { i18n: words }, element));
}

function textOf(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

describe('a record’s state', () => {
  test.each(STATES)('[U6] %s is an icon and a word, and its colour has a class of its own', (state) => {
    const markup = drawn(createElement(StateMark, { state }));
    expect(markup).toContain('<svg');
    expect(textOf(markup).length).toBeGreaterThan(4);
    expect(markup).toContain(`data-state="${state}"`);
  });

  test('[U30] the words are the same for everybody, and no two states share one', () => {
    const said = STATES.map((state) => textOf(drawn(createElement(StateMark, { state }))));
    expect(said).toEqual([
      'Trên máy này',
      'Đang gửi',
      'Hợp tác xã đã nhận',
      'Chờ hợp tác xã xác nhận',
      'Cần xem lại',
      'đã hoàn tác',
    ]);
  });

  test.each(['info', 'warning', 'danger'] as const)('[U6] a notice of kind %s has its icon and its words', (kind) => {
    const markup = drawn(createElement(Notice, { kind, title: 'Máy đầy' }));
    expect(markup).toContain('<svg');
    expect(textOf(markup)).toContain('Máy đầy');
  });
});

describe('the chip in the bar', () => {
  const chip = (props: Partial<SyncChipProps>): string =>
    drawn(
      createElement(SyncChip, {
        unsent: 0,
        status: 'idle',
        isAlone: false,
        isComplete: false,
        onPress: () => undefined,
        ...props,
      }),
    );

  test('[U31] says how many slips wait and since when', () => {
    expect(textOf(chip({ unsent: 12, oldestMs: 2 * DAY_MS + 1 }))).toBe('12 phiếu chưa gửi · lâu nhất 2 ngày');
    expect(textOf(chip({ unsent: 3, oldestMs: 5 * 3_600_000 }))).toBe('3 phiếu chưa gửi · lâu nhất 5 giờ');
    expect(textOf(chip({ unsent: 1 }))).toBe('1 phiếu chưa gửi');
    expect(textOf(chip({ isComplete: true }))).toBe('Đã gửi và nhận');
  });

  test('[U32] having no network is no alarm: no red, no words of alarm, only another icon', () => {
    const [offline, online] = [chip({ unsent: 2, status: 'offline' }), chip({ unsent: 2, status: 'idle' })];
    const classOf = (markup: string): string | undefined => /class="([^"]*)"/.exec(markup)?.[1];
    expect(classOf(offline)).toBe(classOf(online));
    expect(textOf(offline)).toBe(textOf(online));
    expect(offline).not.toBe(online);
    expect(classOf(chip({ unsent: 2, status: 'refused' }))).not.toBe(classOf(online));
  });
});

describe('[U18] a question has at most six answers on a screen', () => {
  const choices = Array.from({ length: 9 }, (_unused, index) => ({ id: String(index), label: `Thứ ${index}` }));
  const buttons = (props: Partial<ChoiceTilesProps>): readonly string[] => {
    const element = createElement(ChoiceTiles, { label: 'Gì?', choices, onChoose: () => undefined, ...props });
    return drawn(element)
      .split('<button')
      .slice(1)
      .map((part) => textOf(`<button${part}`));
  };

  test('of nine, five and the way to the other four', () => {
    expect(buttons({})).toEqual(['Thứ 0', 'Thứ 1', 'Thứ 2', 'Thứ 3', 'Thứ 4', 'Xem thêm 4 thứ']);
    expect(buttons({ onOther: () => undefined, otherLabel: 'Không' })).toHaveLength(6);
  });

  test('six are shown as they are, and one that is chosen is never hidden', () => {
    expect(buttons({ choices: choices.slice(0, 6) })).toHaveLength(6);
    expect(buttons({ value: '8' }).some((words) => words.startsWith('Thứ 8'))).toBe(true);
  });
});

/** Where red is allowed, and what of it: money or data at risk, or that somebody has to look (rule U6). */
const RED: Readonly<Record<string, readonly string[]>> = {
  'src/ui-kit/button.module.css': ['danger'],
  'src/ui-kit/check-row.module.css': ['urgent'],
  'src/ui-kit/notice.module.css': ['danger'],
  'src/ui-kit/state-mark.module.css': ['attention'],
  'src/ui-kit/sync-chip.module.css': ['refused'],
  'src/ui-kit/verdict.module.css': ['urgent'],
};

test('[U6] red stands for money or data at risk and for nothing else', () => {
  const used: Record<string, string[]> = {};
  for (const file of filesIn('src').filter((path) => path.endsWith('.css') && !path.endsWith('tokens.css'))) {
    for (const [, selector = '', body = ''] of readFileSync(file, 'utf8').matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
      if (!body.includes('var(--red')) continue;
      const name = /\.([A-Za-z]+)/.exec(selector)?.[1] ?? selector.trim();
      used[file] = [...new Set([...(used[file] ?? []), name])];
    }
  }
  expect(used).toEqual(RED);
});
