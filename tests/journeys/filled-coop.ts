/** A co-op with rows of every kind, made through the screens: for pictures and for the checks of every route. */
import { PC, PHONE } from './browsers.ts';
import {
  addProduct,
  allSent,
  field,
  foundCoop,
  goHome,
  inviteMember,
  joinByCode,
  openAt,
  press,
  type,
  visit,
  type Visitor,
} from './people.ts';
import { see } from './see.ts';
import type { Stage } from './stage.ts';

/** Every route of the app, by who sees it; `:plot` and such are filled from the co-op's own rows. */
export const ROUTES = {
  stranger: ['/', '/vao'],
  member: [
    '/',
    '/thu-hoach/ghi',
    '/thu-hoach',
    '/thu-hoach/:harvest',
    '/ban-hang/ghi',
    '/ban-hang/:sale',
    '/so-cua-toi',
    '/thua-cua-toi',
    '/thua/:plot',
    '/gia',
    '/cai-dat',
    '/tep-so',
    '/an-toan',
    '/viec-da-lam',
    '/can-xem-lai',
  ],
  office: [
    '/',
    '/xac-nhan',
    '/thanh-vien',
    '/thanh-vien/nhap',
    '/thanh-vien/:member',
    '/thanh-vien/:member/so',
    '/thanh-vien/:member/thua',
    '/san-pham',
    '/san-pham/nhap',
    '/san-pham/:product',
    '/ban-hang',
    '/ban-hang/moi',
    '/ban-hang/:sale',
    '/so-lieu',
    '/khach-hang',
    '/khach-hang/:customer',
    '/quy',
    '/van-phong/thu-hoach',
    '/thu-hoach/giup',
    '/thu-hoach/giup/:member',
    '/thu-hoach/:harvest',
    '/thua/:plot',
    '/kien-nghi',
    '/kien-nghi/:finding',
    '/khoa-so',
    '/nguoi-va-may',
    '/nguoi-va-may/:person',
    '/cai-dat',
    '/tep-so',
    '/an-toan',
    '/viec-da-lam',
    '/can-xem-lai',
  ],
  /** What the board of control sees otherwise than the office. */
  board: ['/', '/kien-nghi', '/kien-nghi/moi', '/kien-nghi/:finding', '/ban-hang/:sale', '/thu-hoach/:harvest'],
} as const;

export function routePath(route: string, ids: ReadonlyMap<string, string>): string {
  return route.replace(/:([a-z]+)/, (_match, name: string) => {
    const id = ids.get(name);
    if (id === undefined) throw new Error(`a ${name} is known`);
    return id;
  });
}

export interface FilledCoop {
  readonly office: Visitor;
  readonly farmer: Visitor;
  /** Row ids by what they are: `member`, `product`, `harvest`, `sale`, `plot`, `customer`. */
  readonly ids: ReadonlyMap<string, string>;
}

const REGISTER = 'tests/fixtures/samples/thanh-vien-sach.xlsx';

export async function filledCoop(stage: Stage): Promise<FilledCoop> {
  const ids = new Map<string, string>();
  const office = await visit(stage.browser, stage.setupLink, PC);
  const desk = office.page;
  const note = (name: string, page = desk): void => {
    ids.set(name, /[0-9a-f]{16}-\d+/.exec(page.url())?.[0] ?? '');
  };
  await foundCoop(desk, 'HTX Chè Shan Suối Vàng', 'Nông Thị Niềm');
  await importRegister(desk, REGISTER, 60);
  await addProduct(desk, 'Chè búp tươi');
  await addProduct(desk, 'Ngô hạt');
  await desk.getByRole('cell', { name: 'Chè búp tươi' }).click();
  await field(desk, 'Giá').fill('28000');
  await press(desk, 'Báo giá');
  await see(desk.getByText('28.000 đ/kg')).toBeVisible();
  note('product');
  await openAt(desk, '/khach-hang');
  await field(desk, 'Tên khách hàng').fill('Công ty Trà Tây Bắc');
  await field(desk, 'Điện thoại').fill('0214 385 1234');
  await press(desk, 'Thêm khách hàng');
  await desk.getByRole('cell', { name: 'Công ty Trà Tây Bắc' }).click();
  note('customer');
  await allSent(desk);
  const code = await inviteMember(desk, 'sv-001', 'Tẩn Láo Hín');
  note('member');
  await field(desk, 'Vào nhóm, tổ').fill('Tổ chè hữu cơ');
  await press(desk, 'Thêm vào nhóm');
  await see(desk.getByRole('button', { name: 'Ra khỏi Tổ chè hữu cơ' })).toBeVisible();

  const farmer = await visit(stage.browser, stage.base, PHONE);
  const phone = farmer.page;
  await joinByCode(phone, code, 'Tẩn Láo Hín');
  await see(phone.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  await openAt(phone, '/thua-cua-toi');
  await press(phone, 'Thêm thửa');
  await press(phone, /sào Bắc Bộ/);
  await type(phone, '2,5');
  await press(phone, 'Lưu');
  await phone.getByRole('button', { name: /Thửa 1/ }).click();
  note('plot', phone);
  await goHome(phone);
  await press(phone, 'Ghi thu hoạch');
  await press(phone, /Chè búp tươi/);
  await type(phone, '12,5');
  await press(phone, 'Lưu');
  await see(phone.getByText('Đã lưu: 12,5 kg Chè búp tươi')).toBeVisible();
  await openAt(phone, '/thu-hoach');
  await phone.getByRole('button', { name: /Chè búp tươi/ }).click();
  await see(phone.getByRole('button', { name: 'Hoàn tác phiếu này' })).toBeVisible();
  note('harvest', phone);
  await phone.locator('input[type=file]').last().setInputFiles('public/icon-512.png');
  await see(phone.getByAltText(/^Ảnh 1 của phiếu/)).toBeVisible();
  await goHome(phone);
  await press(phone, 'Bán hàng');
  await press(phone, /Hợp tác xã, ghi nợ/);
  await press(phone, /Chè búp tươi/);
  await type(phone, '10');
  await press(phone, 'Tiếp');
  await press(phone, 'Lưu');
  await see(phone.getByText('Đã lưu: 280.000 đ')).toBeVisible();
  await press(phone, 'Xem và gửi phiếu');
  await see(phone.getByRole('button', { name: 'Chia sẻ', exact: true })).toBeVisible();
  note('sale', phone);
  await allSent(phone);
  await openAt(desk, '/nguoi-va-may');
  await desk
    .getByRole('listitem')
    .getByRole('button', { name: /^Tẩn Láo Hín/ })
    .click();
  await see(desk.getByText('Tình trạng')).toBeVisible();
  ids.set('person', /[0-9a-f]{16}$/.exec(desk.url())?.[0] ?? '');

  await recordOfficeSale(desk, { customer: 'tra tay', quantity: '100', price: '150000', payment: 'credit' });
  await allSent(desk);
  await allSent(phone);
  return { office, farmer, ids };
}

/** Through the import screen: choose, look, take. */
export async function importRegister(page: FilledCoop['office']['page'], file: string, people: number): Promise<void> {
  await openAt(page, '/thanh-vien/nhap');
  await page.locator('input[type=file]').setInputFiles(file);
  await press(page, `Nhập ${people} người`);
  await see(page.getByText(`Đã nhập ${people} người`)).toBeVisible();
}

export async function recordOfficeSale(
  page: FilledCoop['office']['page'],
  sale: {
    readonly customer: string;
    readonly quantity: string;
    readonly price: string;
    readonly payment: 'cash' | 'credit';
  },
): Promise<void> {
  await openAt(page, '/ban-hang/moi');
  await page.getByLabel('Trả tiền').selectOption(sale.payment);
  if (sale.customer !== '') {
    await field(page, 'Khách hàng').fill(sale.customer);
    await field(page, 'Khách hàng').press('Enter');
  }
  await field(page, 'Số lượng').fill(sale.quantity);
  await field(page, 'Đơn giá').fill(sale.price);
  await field(page, 'Đơn giá').press('F9');
  await see(page.getByText(/^Đã lưu: /)).toBeVisible();
}
