/** The screens of the lock, which are no routes: each is reached by its own presses, in either language. */
import type { Page } from '@playwright/test';
import { openAt, press } from './people.ts';
import { see } from './see.ts';

export const LOCK_STEPS = ['who', 'pin', 'forgotten', 'newcomer'] as const;
export type LockStep = (typeof LOCK_STEPS)[number];

export async function choosePin(page: Page, pin: string): Promise<void> {
  await see(page.getByLabel('Nhập lại mã PIN')).toBeVisible();
  await page.getByLabel('Mã PIN', { exact: true }).fill(pin);
  await page.getByLabel('Nhập lại mã PIN').fill(pin);
  await page.getByRole('button', { name: 'Đặt mã PIN' }).last().click();
}

/** The person whose book is open chooses a PIN, so that the phone asks for it from now on. */
export async function guardBook(page: Page, pin: string): Promise<void> {
  await openAt(page, '/cai-dat');
  await press(page, 'Đặt mã PIN');
  await choosePin(page, pin);
  await see(page.getByRole('button', { name: 'Đổi mã PIN' })).toBeVisible();
}

/** As after two minutes without a touch, on a phone that is guarded. */
export async function openLockStep(page: Page, step: LockStep): Promise<void> {
  await page.evaluate(() => sessionStorage.removeItem('so-mua.open'));
  await openAt(page, '/');
  await see(page.getByRole('heading', { name: /Ai đang dùng máy\?|Who is using the phone\?/ })).toBeVisible();
  if (step === 'newcomer') await page.getByRole('button', { name: /Người mới|New here/ }).click();
  if (step === 'pin' || step === 'forgotten') await page.getByRole('listitem').getByRole('button').first().click();
  if (step === 'forgotten') await page.getByRole('button', { name: /Quên mã PIN|I forgot the PIN/ }).click();
}

/** Enters again, and uses no PIN any more. */
export async function unguardBook(page: Page, pin: string): Promise<void> {
  await openLockStep(page, 'pin');
  await page.getByLabel('Mã PIN', { exact: true }).fill(pin);
  await press(page, 'Mở sổ');
  await see(page.getByRole('button', { name: 'Ghi thu hoạch', exact: true })).toBeVisible();
  await openAt(page, '/cai-dat');
  await press(page, 'Bỏ mã PIN');
  await page.getByRole('dialog').getByLabel('Mã PIN', { exact: true }).fill(pin);
  await page.getByRole('dialog').getByRole('button', { name: 'Bỏ mã PIN' }).click();
  await see(page.getByRole('button', { name: 'Đặt mã PIN' })).toBeVisible();
}
