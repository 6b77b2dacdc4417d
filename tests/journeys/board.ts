/** The board of control in a filled co-op: its findings, one with an answer, one settled, one that waits. */
import { PC } from './browsers.ts';
import { routePath, type FilledCoop } from './filled-coop.ts';
import { allSent, field, inviteStaff, joinAsStaff, openAt, press, sent, visit, type Visitor } from './people.ts';
import { see } from './see.ts';
import type { Stage } from './stage.ts';

export interface CoopWithBoard extends FilledCoop {
  readonly board: Visitor;
}

/** With `finding` among the ids: about the member's sale, answered. */
export async function withBoard(stage: Stage, coop: FilledCoop): Promise<CoopWithBoard> {
  const office = coop.office.page;
  const code = await inviteStaff(office, /^Ban kiểm soát/);
  const board = await visit(stage.browser, `${stage.base}/vao#${code}`, PC);
  const { page } = board;
  await joinAsStaff(page, 'Phàn Tả Mẩy');
  await writeFinding(page, 'Sổ quỹ tháng 9 chưa có chữ ký của thủ quỹ.');
  await writeFinding(page, 'Kho chè ẩm, nên kê cao và che lại.');
  await press(page, 'Xem kiến nghị này');
  await press(page, 'Đã giải quyết xong');
  await see(page.getByRole('button', { name: 'Hoàn tác' })).toBeVisible();
  await openAt(page, routePath('/ban-hang/:sale', coop.ids));
  await press(page, 'Ghi kiến nghị về phiếu này');
  await saveFinding(page, 'Phiếu này ghi 10 kg, sổ cân ở điểm thu mua ghi 9,5 kg.\nĐề nghị đối chiếu lại.');
  await press(page, 'Xem kiến nghị này');
  await see(page.getByRole('button', { name: 'Mở phiếu này' })).toBeVisible();
  const finding = /[0-9a-f]{16}-\d+/.exec(page.url())?.[0] ?? '';
  await allSent(page);
  await sent(office);
  await openAt(office, `/kien-nghi/${finding}`);
  await field(office, 'Trả lời').fill('Đã đối chiếu: cân ở điểm thu mua chưa trừ bì. Sổ cân đã sửa.');
  await press(office, 'Lưu câu trả lời');
  await see(office.getByText('Đã lưu câu trả lời')).toBeVisible();
  await sent(office);
  await sent(page);
  return { ...coop, board, ids: new Map([...coop.ids, ['finding', finding]]) };
}

/** From the list to the card that says that it is saved. */
export async function writeFinding(page: Visitor['page'], what: string): Promise<void> {
  await openAt(page, '/kien-nghi/moi');
  await saveFinding(page, what);
}

async function saveFinding(page: Visitor['page'], what: string): Promise<void> {
  await field(page, 'Kiến nghị').fill(what);
  await press(page, 'Lưu');
  await see(page.getByText('Đã lưu kiến nghị')).toBeVisible();
}
