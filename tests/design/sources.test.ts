/** Rules of design that the sources themselves keep or break (U7, U11, U12, U25, U29, U34, U36, U44, U48, U49). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { areaInUnit, areaToM2, GRAMS_BY_UNIT, M2_BY_UNIT } from '#kernel/quantity.ts';
import { registry } from '#modules/registry.ts';
import { filesIn, flattened, readJson } from '../architecture/locale-texts.ts';

const files = [...filesIn('src'), ...filesIn('public'), 'index.html'];
const styles = files.filter((path) => path.endsWith('.css'));
const code = files.filter((path) => /\.tsx?$/.test(path) && !path.includes('.test.'));
const texts = files.filter((path) => /locales\/[a-z]+\.json$/.test(path));

function filesWith(pattern: RegExp, among: readonly string[]): readonly string[] {
  return among.filter((path) => pattern.test(readFileSync(path, 'utf8')));
}

test('there is something to look at', () => {
  expect(styles.length).toBeGreaterThan(30);
  expect(code.length).toBeGreaterThan(200);
  expect(texts.length).toBeGreaterThan(20);
});

test('[U7] letters come from the system: no font is loaded, and the first choice is the device’s own', () => {
  expect(files.filter((path) => /\.(?:woff2?|ttf|otf|eot)$/.test(path))).toEqual([]);
  expect(filesWith(/@font-face|fonts\.g(?:oogleapis|static)/, [...styles, ...code, 'index.html'])).toEqual([]);
  expect(readFileSync('src/ui-kit/tokens.css', 'utf8')).toMatch(/--font: system-ui,/);
});

describe('[U11] nothing is hidden behind a gesture', () => {
  test('no long press, no swipe, no dragging, no right click', () => {
    const gestures = /on(?:ContextMenu|Touch\w+|Pointer(?:Down|Move|Up)|Mouse\w+|Drag\w*|Drop)=|\bdraggable\b/;
    // The chip keeps its size while a finger is on it, so that it is still under it when it is lifted: the press is a press.
    expect(filesWith(gestures, code)).toEqual(['src/ui-kit/sync-chip.tsx']);
  });

  test('a mouse over something only shows what may be pressed anyhow', () => {
    const hovering = styles.flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(/:hover[^{]*\{([^}]*)\}/g)].map(([, body = '']) => body),
    );
    for (const body of hovering) expect(body).not.toMatch(/display|visibility|opacity|content/);
  });

  test('there is no menu behind three lines', () => {
    expect(filesWith(/hamburger|IconMenu\b|IconMenu2\b/i, code)).toEqual([]);
  });
});

describe('[U12] the app is shallow', () => {
  test('no address is deeper than three', () => {
    const paths = files
      .filter((path) => path.endsWith('/routes.ts'))
      .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/path: '([^']+)'/g)].map(([, route = '']) => route));
    expect(paths.length).toBeGreaterThan(25);
    expect(paths.filter((route) => route.split('/').length - 1 > 3)).toEqual([]);
  });

  test('nothing scrolls within what scrolls, but a dialog that fills the phone', () => {
    const scrolling = filesWith(/overflow(?:-y)?:\s*(?:auto|scroll)/, styles);
    expect(scrolling).toEqual([]);
  });
});

describe('[U25] units are known and shown with what they are', () => {
  test('areas of north, middle and south', () => {
    expect(M2_BY_UNIT).toMatchObject({ sao_bac: 360, mau_bac: 3_600, sao_trung: 500, cong_nam: 1_000, ha: 10_000 });
    expect(areaToM2(2_500, 'sao_bac')).toBe(900);
    expect(areaInUnit(900, 'sao_bac')).toBe(2_500);
    expect(areaToM2(1_500, 'cong_nam')).toBe(1_500);
  });

  test('weights by tens: yến, tạ, tấn', () => {
    expect(GRAMS_BY_UNIT).toMatchObject({ kg: 1_000, yen: 10_000, ta: 100_000, tan: 1_000_000 });
  });
});

/** What asks before it does, and why it cannot be undone (rule U29). Everything else is done at once and can be taken back. */
const ASKS: Readonly<Record<string, string>> = {
  'src/app/attention/card.tsx': 'shows both cards of a disagreement',
  'src/app/lock/people-settings.tsx': 'a person and his book leave this phone',
  'src/app/outbox.tsx': 'shows what waits; asks nothing',
  'src/app/in-app/book-here.tsx': 'shows the way out of another app’s browser',
  'src/hooks/invitation.tsx': 'shows the code; asks nothing',
  'src/modules/attachments/screens/one-photo.tsx': 'shows the photo large; deleting it can be taken back',
  'src/modules/members/screens/invite.tsx': 'a choice of jobs for a new device',
  'src/modules/people/screens/admission.tsx': 'a device is blocked: what it sends later waits for a decision',
  'src/modules/people/screens/change-roles.tsx': 'what somebody may do is taken away from another person',
};

test('[U29] only these open a dialog, and the browser’s own question is never used', () => {
  expect(filesWith(/window\.(?:confirm|alert|prompt)\(/, code)).toEqual([]);
  expect(filesWith(/<Dialog\b/, code).toSorted()).toEqual(Object.keys(ASKS).toSorted());
});

describe('[U34] errors in plain words', () => {
  const all = texts.flatMap((path) =>
    [...flattened(readJson(path))].map(([key, text]) => ({ at: `${path} ${key}`, text })),
  );

  test('none says that the error is unknown, none blames, none shows a number of a protocol', () => {
    const vague =
      /lỗi không xác định|unknown error|lỗi hệ thống|system error|\bexception\b|\bHTTP \d|(?:status|mã|code|error) (?:404|500)\b|invalid input/i;
    expect(all.filter(({ text }) => vague.test(text))).toEqual([]);
  });

  test('whoever is refused is told what to do', () => {
    const refusals = all.filter(({ at }) => / (?:refusal|error)\./.test(at));
    expect(refusals.length).toBeGreaterThan(80);
    // One sentence that only says no is not enough, unless it is itself the answer.
    expect(refusals.filter(({ text }) => text.trim().split(/\s+/).length < 3)).toEqual([]);
  });
});

test('[U36] what moves money is only added and reversed: no such table is edited or deleted by anybody', () => {
  const moving = registry.flatMap((module) =>
    module.tables
      .filter((table) => table.kind === 'document' && Object.keys(table.fields).some((name) => name.endsWith('Dong')))
      .map((table) => ({ table, module })),
  );
  expect(moving.map(({ table }) => table.name).toSorted()).toEqual(['confirmations', 'prices', 'sales']);
  for (const { table, module } of moving) {
    const kinds = new Set(
      module.permissions.filter((permission) => permission.table === table).flatMap((permission) => permission.kinds),
    );
    expect(
      [...kinds].filter((kind) => kind !== 'post' && kind !== 'reverse'),
      table.name,
    ).toEqual([]);
  }
});

test('[U44] sharing needs nobody’s account: no address of Zalo or of any other service is called', () => {
  const calls = /https?:\/\/(?!www\.w3\.org|localhost)[a-z0-9.-]+\.[a-z]{2,}/gi;
  const addresses = code.flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => !/^\s*(?:\*|\/\/|\/\*)/.test(line))
      .flatMap((line) => line.match(calls) ?? [])
      .map((address) => `${path} ${address}`),
  );
  expect(addresses).toEqual([]);
});

test('[U48] there is no chart yet, so none that cannot be read; with the first, this test becomes one about bars and tables', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> };
  expect(Object.keys(dependencies).filter((name) => /chart|plot|d3|echarts/.test(name))).toEqual([]);
  expect(
    filesWith(/<(?:canvas|polyline|rect)\b/, code).filter((path) => !/(?:qr|browser-picture)\.tsx$/.test(path)),
  ).toEqual([]);
});

test('[U49] the page tells a browser not to translate it, since it speaks two languages itself', () => {
  const page = readFileSync('index.html', 'utf8');
  expect(page).toContain('translate="no"');
  expect(page).toContain('<meta name="google" content="notranslate" />');
});
