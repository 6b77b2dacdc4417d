/** The page's words; those for roles and for why something was put aside are the app's own. */
import type { QuarantineReason } from '#kernel/module.ts';
import type { Role } from '#kernel/roles.ts';
import deskEnglish from '#modules/desk/locales/en.json' with { type: 'json' };
import deskVietnamese from '#modules/desk/locales/vi.json' with { type: 'json' };
import membersEnglish from '#modules/members/locales/en.json' with { type: 'json' };
import membersVietnamese from '#modules/members/locales/vi.json' with { type: 'json' };
import type { Language } from '../pages/language.ts';
import english from './locales/en.json' with { type: 'json' };
import vietnamese from './locales/vi.json' with { type: 'json' };

export type AdminTexts = typeof vietnamese;

export const ADMIN_TEXTS: Readonly<Record<Language, AdminTexts>> = { vi: vietnamese, en: english };

const DESK = { vi: deskVietnamese, en: deskEnglish };
const MEMBERS = { vi: membersVietnamese, en: membersEnglish };

export function roleText(language: Language, role: Role): string {
  if (role === 'member' || role === 'helper') return ADMIN_TEXTS[language][role];
  return MEMBERS[language].job[role].name;
}

export function reasonText(language: Language, reason: QuarantineReason): string {
  return DESK[language].kind[reason];
}
